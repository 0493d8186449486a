"""The launcher behind ./run: makes the environment, keeps the embedded database, starts and stops what a command needs.

Everything here runs on the standard library alone: the first thing it does is make the environment that the rest needs.
"""

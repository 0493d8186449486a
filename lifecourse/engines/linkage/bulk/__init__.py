"""Who is on several lists, by the hundred thousand: Splink on DuckDB or Spark, with this project's own model.

Heavy packages are imported inside functions, so that nothing that starts the web application pays for them.
"""

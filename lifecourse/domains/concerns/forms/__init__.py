"""Request text into clean values: the public's form, and the professional's."""

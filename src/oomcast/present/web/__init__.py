"""The workbench: a web application on this machine over the same calls that Python and the command line make."""

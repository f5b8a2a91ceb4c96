"""AWS on one machine, for the sandbox.

moto answers the API calls. The modules beside this file repair what pipelines need and moto lacks, one fault each, and
`emr` runs Spark jobs for real. Every repair has a function `install()`; `repairs` calls them all, in order, once.
"""

"""EMR on EKS for real: a job run is a Spark process on this machine."""

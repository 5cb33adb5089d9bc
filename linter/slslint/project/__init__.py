"""What lies around a service in its project: policy files, and other services with their exports."""

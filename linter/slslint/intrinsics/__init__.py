"""CloudFormation: its functions evaluated over Values, the framework's logical ids, the URLs and ARNs that come out."""

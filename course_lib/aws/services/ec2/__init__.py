"""The networking half of EC2: subnets, routes, gateways, endpoints, interfaces, security groups, network ACLs.

`state` holds what an account has, in the form in which boto3 shows it; `operations` changes and describes it, and what
they do not name is not simulated. `reachability` says whether packets get from one end to another and back.
"""

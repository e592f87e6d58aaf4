"""Elastic Load Balancing: application load balancers with their listeners and targets, and one that is real HTTP."""

"""Whether packets get from one end to another and back, gate by gate: functions of a description of the network alone.

`description` is what the analysis knows of a network, taken from the answers of Describe calls; `gates` says what one
gate lets through and which rule decides; `walk` goes through the gates in the order in which a packet meets them.
"""

from course_lib.aws.services.ec2.reachability.description import Network, describe
from course_lib.aws.services.ec2.reachability.walk import Gate, Hop, Path, walk

__all__ = ["Gate", "Hop", "Network", "Path", "describe", "walk"]

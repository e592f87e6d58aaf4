"""What becomes of a request: which rule it is for, which target group and target get it, or what it is answered.

Source: Elastic Load Balancing user guide, "Listener rules for your Application Load Balancer" (by priority; weights;
redirects with what they keep; fixed responses), "Sticky sessions". Weights are kept exactly here, in turn.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from course_lib.aws.services.elbv2 import actions, stickiness
from course_lib.aws.services.elbv2.conditions import Request, holds
from course_lib.aws.services.elbv2.layer import BalancerRules
from course_lib.aws.services.elbv2.state import Action, Group, Listener, Target
from course_lib.aws.services.elbv2.stickiness import BY_APP, BY_BALANCER, OF_GROUP, Seals

MOST_KEPT = 200  # of different weights, whose turns are kept
_PARTS = ("Protocol", "Host", "Port", "Path", "Query")
_KEYWORD = re.compile(r"#\{(protocol|host|port|path|query)\}")
REDIRECTS = {"HTTP_301": (301, "Moved Permanently"), "HTTP_302": (302, "Found")}
Headers = list[tuple[str, str]]


def action_for(listener: Listener, request: Request) -> Action:
    """What the first rule says whose conditions hold; without one the listener itself."""
    found = (rule.action for rule in listener.in_order() if holds(rule.conditions, request))
    return next(found, listener.action)


def own_answer(action: Action, listener: Listener, request: Request) -> tuple[int, Headers, bytes] | None:
    """Status, headers and body that the load balancer answers itself; None where it forwards."""
    if action["Type"] == "fixed-response":
        config = action["FixedResponseConfig"]
        told = [("Content-Type", f"{config['ContentType']}; charset=utf-8"), ("Server", "awselb/2.0")]
        return int(config["StatusCode"]), told, str(config.get("MessageBody", "")).encode()
    if action["Type"] == "redirect":
        status, words = REDIRECTS[action["RedirectConfig"]["StatusCode"]]
        place = location(action["RedirectConfig"], listener, request)
        body = f"<html><body><h1>{status} {words}</h1></body></html>".encode()
        return status, [("Content-Type", "text/html"), ("Server", "awselb/2.0"), ("Location", place)], body
    return None


def location(config: Mapping[str, str], listener: Listener, request: Request) -> str:
    """Where a redirect leads: the parts of the request's own address that it keeps, and those that it names."""
    kept = {
        "protocol": listener.protocol.lower(),
        "host": request.host,
        "port": str(listener.port),
        "path": request.path.removeprefix("/"),
        "query": request.query,
    }
    # At once: what a client sends can look like a keyword.
    parts = {name: _KEYWORD.sub(lambda found: kept[found[1]], config[name]) for name in _PARTS}
    query = f"?{parts['Query']}" if parts["Query"] else ""
    return f"{parts['Protocol'].lower()}://{parts['Host']}:{parts['Port']}{parts['Path']}{query}"


@dataclass
class Choice:
    """A target for a request, and what the client is told so that it stays.

    Attributes:
        app_cookie: the application's cookie that decides whether the client stays; empty for none.
    """

    target: Target
    group: Group
    cookies: list[str] = field(default_factory=list)
    app_cookie: str = ""


class Router:
    """Chooses targets for one load balancer.

    Args:
        rules: what the account says.
    """

    def __init__(self, rules: BalancerRules) -> None:
        self._rules, self._seals = rules, Seals()
        self._turns: dict[str, Iterator[int]] = {}
        self._spread: dict[tuple[tuple[str, int], ...], dict[str, int]] = {}

    def choose(self, action: Action, headers: Headers, secure: bool) -> Choice | None:
        """The target that a request is forwarded to; None if there is nobody.

        Args:
            action: that forwards.
            headers: of the request.
            secure: whether it came over HTTPS.
        """
        sent = stickiness.cookies_of(headers)
        cookies: list[str] = []
        arn = self._group(action, sent, secure, cookies)
        targets = self._rules.able(arn) if arn else []
        if arn is None or not targets:
            return None
        group = self._rules.group(arn)
        target = self._stays(group, targets, sent)
        if target is None:
            target = targets[next(self._turns.setdefault(arn, itertools.count())) % len(targets)]
        choice = Choice(target, group, cookies)
        if group.attributes["stickiness.enabled"] == "true":
            if group.attributes["stickiness.type"] == "app_cookie":
                choice.app_cookie = group.attributes["stickiness.app_cookie.cookie_name"]
            else:
                choice.cookies += self._cookies(BY_BALANCER, choice, secure)
        return choice

    def after(self, choice: Choice, answered: Headers, secure: bool) -> list[str]:
        """The cookies that the client gets, now that the target has answered."""
        if choice.app_cookie and stickiness.sets(answered, choice.app_cookie):
            return [*choice.cookies, *self._cookies(BY_APP, choice, secure)]
        return choice.cookies

    def _group(self, action: Action, sent: Mapping[str, str], secure: bool, cookies: list[str]) -> str | None:
        """A target group by its weight, or the one that the client stays with."""
        weights = actions.weights(action)
        config: Mapping[str, Any] = action["ForwardConfig"]["TargetGroupStickinessConfig"]
        stays = self._seals.read(sent.get(OF_GROUP), self._rules.now()) if config["Enabled"] else None
        chosen = str(stays[0]) if stays and stays[0] in weights else self._by_weight(weights)
        if chosen and config["Enabled"]:
            lasting = timedelta(seconds=config["DurationSeconds"])
            value = self._seals.seal([chosen], self._rules.now() + lasting)
            cookies += stickiness.to_set(OF_GROUP, value, lasting, secure)
        return chosen

    def _by_weight(self, weights: Mapping[str, int]) -> str | None:
        """The next one in turn, each as often as its weight says: as even as possible."""
        total = sum(weights.values())
        if not total:
            return None
        if len(self._spread) > MOST_KEPT:
            self._spread.clear()
        state = self._spread.setdefault(tuple(weights.items()), dict.fromkeys(weights, 0))
        for arn, weight in weights.items():
            state[arn] += weight
        chosen = max(state, key=lambda arn: state[arn])
        state[chosen] -= total
        return chosen

    def _stays(self, group: Group, targets: list[Target], sent: Mapping[str, str]) -> Target | None:
        """The target that a client stays with, if that can be sent to."""
        if group.attributes["stickiness.enabled"] != "true":
            return None
        name = BY_BALANCER
        if group.attributes["stickiness.type"] == "app_cookie":
            if not sent.get(group.attributes["stickiness.app_cookie.cookie_name"]):
                return None
            name = BY_APP
        found = self._seals.read(sent.get(name), self._rules.now())
        if found is None or found[0] != group.arn:
            return None
        return next((target for target in targets if [target.id, target.port] == found[1:]), None)

    def _cookies(self, name: str, choice: Choice, secure: bool) -> list[str]:
        lasting = stickiness.duration(choice.group.attributes)
        place: list[str | int] = [choice.group.arn, choice.target.id, choice.target.port]
        value = self._seals.seal(place, self._rules.now() + lasting)
        return stickiness.to_set(name, value, lasting, secure)

"""Which permissions IAM's own operations need, on which users, groups, roles and policies.

Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access
Management". Each operation's action has its name; the table says what it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from course_lib.aws.access import Need, Values
from course_lib.aws.http.messages import Call
from course_lib.aws.services.iam import store

Needs = Callable[[Call], Iterator[Need]]

_ON_USERS = """
    AttachUserPolicy CreateAccessKey CreateLoginProfile CreateUser DeactivateMFADevice DeleteAccessKey
    DeleteLoginProfile DeleteSSHPublicKey DeleteSigningCertificate DeleteUser DeleteUserPermissionsBoundary
    DeleteUserPolicy DetachUserPolicy EnableMFADevice GetAccessKeyLastUsed GetLoginProfile GetSSHPublicKey GetUser
    GetUserPolicy ListAccessKeys ListAttachedUserPolicies ListGroupsForUser ListMFADevices ListSSHPublicKeys
    ListSigningCertificates ListUserPolicies ListUserTags PutUserPermissionsBoundary PutUserPolicy TagUser UntagUser
    UpdateAccessKey UpdateLoginProfile UpdateSSHPublicKey UpdateSigningCertificate UpdateUser UploadSSHPublicKey
    UploadSigningCertificate
"""
_ON_GROUPS = """
    AddUserToGroup AttachGroupPolicy CreateGroup DeleteGroup DeleteGroupPolicy DetachGroupPolicy GetGroup GetGroupPolicy
    ListAttachedGroupPolicies ListGroupPolicies PutGroupPolicy RemoveUserFromGroup UpdateGroup
"""
_ON_ROLES = """
    AttachRolePolicy CreateRole CreateServiceLinkedRole DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy
    DeleteServiceLinkedRole DetachRolePolicy GetRole GetRolePolicy GetServiceLinkedRoleDeletionStatus
    ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies ListRoleTags PutRolePermissionsBoundary
    PutRolePolicy TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription
"""
_ON_POLICIES = """
    CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion GetPolicy GetPolicyVersion ListEntitiesForPolicy
    ListPolicyTags ListPolicyVersions SetDefaultPolicyVersion TagPolicy UntagPolicy
"""
_ON_PROFILES = """
    AddRoleToInstanceProfile CreateInstanceProfile DeleteInstanceProfile GetInstanceProfile
    RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile
"""
_ON_PROVIDERS = """
    CreateOpenIDConnectProvider CreateSAMLProvider DeleteOpenIDConnectProvider DeleteSAMLProvider
    GetOpenIDConnectProvider GetSAMLProvider ListOpenIDConnectProviderTags TagOpenIDConnectProvider
    UntagOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint UpdateSAMLProvider
"""
_ON_CERTIFICATES = "DeleteServerCertificate GetServerCertificate UploadServerCertificate"
_ON_DEVICES = "CreateVirtualMFADevice DeleteVirtualMFADevice"
_ON_NONE = """
    CreateAccountAlias DeleteAccountAlias DeleteAccountPasswordPolicy GenerateCredentialReport
    GetAccountAuthorizationDetails GetAccountPasswordPolicy GetAccountSummary GetContextKeysForCustomPolicy
    GetCredentialReport ListAccountAliases ListGroups ListInstanceProfiles ListOpenIDConnectProviders ListPolicies
    ListRoles ListSAMLProviders ListServerCertificates ListUsers ListVirtualMFADevices SimulateCustomPolicy
    UpdateAccountPasswordPolicy
"""
_ON_SOURCES = "GetContextKeysForPrincipalPolicy SimulatePrincipalPolicy"


def needs(call: Call) -> list[Need] | None:
    """The permissions that a call needs; None for an operation that nobody answers."""
    row = OPERATIONS.get(call.operation)
    return list(row(call)) if row else None


def _named(call: Call, kind: str, parameter: str) -> str:
    """The ARN of what a parameter names: with its own path where it is there, else with the one it is to have."""
    name = str(call.params.get(parameter, ""))
    found = store.arn_of(call.account, kind, name)
    return found or f"arn:aws:iam::{call.account}:{kind}{call.params.get('Path', '/')}{name}"


def _user(call: Call) -> str:
    if "UserName" in call.params:
        return _named(call, "user", "UserName")
    signer = call.identity.arn if call.identity is not None else ""  # a user who names none means themselves
    return signer if ":user/" in signer else f"arn:aws:iam::{call.account}:user/*"


def _policy(call: Call) -> str:
    if "PolicyArn" in call.params:
        return str(call.params["PolicyArn"])
    return f"arn:aws:iam::{call.account}:policy{call.params.get('Path', '/')}{call.params.get('PolicyName', '')}"


def _provider(call: Call) -> str:
    named = call.params.get("OpenIDConnectProviderArn") or call.params.get("SAMLProviderArn")
    if named:
        return str(named)
    if "Name" in call.params:
        return f"arn:aws:iam::{call.account}:saml-provider/{call.params['Name']}"
    return f"arn:aws:iam::{call.account}:oidc-provider/{str(call.params.get('Url', '')).removeprefix('https://')}"


def _device(call: Call) -> str:
    named = call.params.get("SerialNumber")
    path, name = call.params.get("Path", "/"), call.params.get("VirtualMFADeviceName", "")
    return str(named or f"arn:aws:iam::{call.account}:mfa{path}{name}")


def _source(call: Call) -> str:
    return str(call.params.get("PolicySourceArn", "*"))


def _on(where: Callable[[Call], str]) -> Needs:
    def row(call: Call) -> Iterator[Need]:
        yield Need(f"iam:{call.operation}", where(call), _values(call))

    return row


def _values(call: Call) -> Values:
    values: dict[str, str | tuple[str, ...]] = {}
    tags = {str(tag.get("Key")): str(tag.get("Value")) for tag in call.params.get("Tags") or ()}
    values.update({f"aws:RequestTag/{key}": value for key, value in tags.items()})
    values["aws:TagKeys"] = tuple(tags) or tuple(map(str, call.params.get("TagKeys") or ()))
    if "PolicyArn" in call.params and call.operation.startswith(("Attach", "Detach")):
        values["iam:PolicyARN"] = str(call.params["PolicyArn"])
    boundary = call.params.get("PermissionsBoundary") or _present_boundary(call)
    if boundary:
        values["iam:PermissionsBoundary"] = str(boundary)
    return values


def _present_boundary(call: Call) -> Any:
    for kind, parameter in (("user", "UserName"), ("role", "RoleName")):
        if parameter in call.params:
            return store.boundary_of(call.account, kind, str(call.params[parameter]))
    return None


def _all(names: str, where: Callable[[Call], str]) -> dict[str, Needs]:
    return dict.fromkeys(names.split(), _on(where))


OPERATIONS: Mapping[str, Needs] = {
    **_all(_ON_USERS, _user),
    **_all(_ON_GROUPS, lambda call: _named(call, "group", "GroupName")),
    **_all(_ON_ROLES, lambda call: _named(call, "role", "RoleName")),
    **_all(_ON_POLICIES, _policy),
    **_all(_ON_PROFILES, lambda call: _named(call, "instance-profile", "InstanceProfileName")),
    **_all(_ON_PROVIDERS, _provider),
    **_all(_ON_CERTIFICATES, lambda call: _named(call, "server-certificate", "ServerCertificateName")),
    **_all(_ON_DEVICES, _device),
    **_all(_ON_NONE, lambda call: "*"),
    **_all(_ON_SOURCES, _source),
}

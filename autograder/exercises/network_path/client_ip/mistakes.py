"""What people get wrong in client_ip."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="another_header_will_do",
        tempts="Where the header is missing, another one has the address, it seems.",
        fails="exam_too_few",
        advice="too_few",
        old="""
            entries = ",".join(values).split(",") if values else []
        """,
        new="""
            values = values or [value for name, value in headers if name.lower() == "x-real-ip"]
            entries = ",".join(values).split(",") if values else []
        """,
    ),
    Mistake(
        name="underscores_too",
        tempts="Knows the header from CGI, where blanks and hyphens are underscores.",
        fails="exam_repeated",
        advice="repeated",
        old='if name.lower() == "x-forwarded-for"]',
        new='if name.lower().replace("_", "-") == "x-forwarded-for"]',
    ),
    Mistake(
        name="the_first_entry",
        tempts="The first entry is the original client, as every introduction to the header says.",
        fails=(
            "exam_every_form, exam_forged, exam_forms, exam_junk, exam_repeated, exam_several_hops, forged, "
            "no_address_there, ports_and_ipv6?, repeated_headers, two_hops"
        ),
        advice="forged, several, repeated, junk, forms",
        old="entries[-trusted_hops]",
        new="entries[0]",
    ),
    Mistake(
        name="always_the_last",
        tempts="Knows to count from the right, and forgets the second proxy.",
        fails="two_hops, no_address_there, exam_several_hops, exam_repeated, exam_junk",
        advice="several, repeated, junk",
        old="entries[-trusted_hops]",
        new="entries[-1]",
    ),
    Mistake(
        name="one_too_far",
        tempts="Skips all trusted proxies' entries: but the client's is the one that the outermost of them wrote.",
        fails=(
            "behind_one_balancer, exam_every_form, exam_forged, exam_forms, exam_junk, exam_one_hop, "
            "exam_repeated, exam_several_hops, forged, no_address_there, ports_and_ipv6, repeated_headers, "
            "two_hops"
        ),
        advice="plain, forged, several, repeated, junk, forms",
        old="""
            if len(entries) < trusted_hops:
                return None
            return address_in(entries[-trusted_hops].strip())
        """,
        new="""
            if len(entries) <= trusted_hops:
                return None
            return address_in(entries[-trusted_hops - 1].strip())
        """,
    ),
    Mistake(
        name="the_first_public_one",
        tempts="Goes left until there is an address that does not look like one's own network.",
        fails="exam_every_form, exam_forged, exam_junk",
        advice="forged, junk",
        old="""
            return address_in(entries[-trusted_hops].strip())
        """,
        new="""
            for entry in reversed(entries[: len(entries) - trusted_hops + 1]):
                address = address_in(entry.strip())
                if address is not None and not address.startswith(("10.", "127.")):
                    return address
            return None
        """,
    ),
    Mistake(
        name="next_that_is_one",
        tempts="Skips what is no address, so that junk never hurts.",
        fails="exam_every_form, exam_junk, no_address_there",
        advice="junk",
        old="""
            return address_in(entries[-trusted_hops].strip())
        """,
        new="""
            found = [address_in(entry.strip()) for entry in entries[: len(entries) - trusted_hops + 1]]
            return next((address for address in reversed(found) if address), None)
        """,
    ),
    Mistake(
        name="drops_empty_entries",
        tempts="Cleans the list before counting.",
        fails="no_address_there, exam_junk",
        advice="junk",
        old='entries = ",".join(values).split(",") if values else []',
        new='entries = [entry for entry in ",".join(values).split(",") if entry.strip()]',
    ),
    Mistake(
        name="cuts_at_the_colon",
        tempts="Everything after the first colon is the port, until an IPv6 address comes.",
        fails="exam_every_form, exam_forms, exam_junk, exam_one_hop, ports_and_ipv6",
        advice="forms, plain, junk",
        old="""
            return address_in(entries[-trusted_hops].strip())
        """,
        new="""
            entry = entries[-trusted_hops].strip().partition(":")[0]
            return address_in(entry)
        """,
    ),
    Mistake(
        name="no_ports",
        tempts="The attribute that adds the port is off unless somebody turns it on.",
        fails="exam_every_form, exam_forms, ports_and_ipv6",
        advice="forms",
        old="""
            if found is None or not is_port(found["port"] or "0"):
        """,
        new="""
            if found is None or found["port"]:
        """,
    ),
    Mistake(
        name="any_port",
        tempts="A number is a number.",
        fails="exam_every_form, exam_junk",
        advice="junk",
        old=' or not is_port(found["port"] or "0")',
        new="",
    ),
    Mistake(
        name="as_it_stands",
        tempts="Gives the text back that was in the header.",
        fails="exam_every_form, exam_forms, ports_and_ipv6",
        advice="another_form",
        old="""
            try:
                return str(ip_address(entry))
        """,
        new="""
            try:
                return ip_address(entry) and entry
        """,
    ),
    Mistake(
        name="peer_as_it_stands",
        tempts="The peer's address comes from the socket, so it is fine.",
        fails="exam_no_hops",
        advice="another_form",
        old="return str(ip_address(peer))",
        new="return peer",
    ),
    Mistake(
        name="first_header_only",
        tempts="Looks for the header, and takes the first of that name.",
        fails="repeated_headers, exam_repeated",
        advice="repeated",
        old='",".join(values).split(",") if values else []',
        new='values[0].split(",") if values else []',
    ),
    Mistake(
        name="last_header_only",
        tempts="A dictionary of headers keeps the last value of each name.",
        fails="exam_repeated",
        advice="repeated",
        old="""
            values = [value for name, value in headers if name.lower() == "x-forwarded-for"]
        """,
        new="""
            values = [value for name, value in headers if name.lower() == "x-forwarded-for"][-1:]
        """,
    ),
    Mistake(
        name="one_way_to_write_it",
        tempts="Compares the name as AWS writes it.",
        fails="repeated_headers, exam_repeated",
        advice="repeated",
        old='name.lower() == "x-forwarded-for"',
        new='name == "X-Forwarded-For"',
    ),
    Mistake(
        name="a_like_name",
        tempts="Asks whether the name begins so.",
        fails="exam_repeated",
        advice="repeated",
        old='name.lower() == "x-forwarded-for"',
        new='name.lower().startswith("x-forwarded-for")',
    ),
    Mistake(
        name="falls_back_on_the_peer",
        tempts="Some address is better than none.",
        fails="too_few_entries, exam_too_few, exam_repeated",
        advice="too_few",
        old="""
            if len(entries) < trusted_hops:
                return None
        """,
        new="""
            if len(entries) < trusted_hops:
                return str(ip_address(peer))
        """,
    ),
    Mistake(
        name="falls_back_on_the_first",
        tempts="Takes the oldest entry that there is.",
        fails="too_few_entries, exam_too_few, exam_repeated",
        advice="too_few",
        old="""
            if len(entries) < trusted_hops:
                return None
            return address_in(entries[-trusted_hops].strip())
        """,
        new="""
            if not entries:
                return None
            return address_in(entries[max(0, len(entries) - trusted_hops)].strip())
        """,
    ),
    Mistake(
        name="believes_the_header_anyway",
        tempts="If the header is there, it must mean something.",
        fails="nobody_between, exam_no_hops",
        advice="no_hops",
        old="""
            if trusted_hops == 0:
                return str(ip_address(peer))
        """,
        new="""
            if trusted_hops == 0:
                trusted_hops = 1
        """,
    ),
    Mistake(
        name="a_pattern_of_its_own",
        tempts="Four numbers and three dots are an address.",
        fails="exam_junk",
        old="""
            try:
                return str(ip_address(entry))
            except ValueError:
        """,
        new="""
            try:
                if re.fullmatch(r"\\d+\\.\\d+\\.\\d+\\.\\d+", entry):
                    return entry
                return str(ip_address(entry))
            except ValueError:
        """,
        advice="junk",
    ),
    Mistake(
        name="breaks_on_junk",
        tempts="ipaddress says what is wrong, so why catch it.",
        fails="exam_every_form, exam_junk, no_address_there",
        old="""
            try:
                address = ip_address(found["six"] or found["four"] or "")
            except ValueError:
                return None
        """,
        new="""
            address = ip_address(found["six"] or found["four"] or "")
        """,
    ),
    Mistake(
        name="each_value_once",
        tempts="The same header twice says nothing new.",
        fails="exam_repeated",
        advice="repeated",
        old='",".join(values)',
        new='",".join(dict.fromkeys(values))',
    ),
    Mistake(
        name="whatever_int_takes",
        tempts="Lets int() decide what a number is: it takes +80 and 8_0.",
        fails="exam_junk",
        advice="junk",
        old="""
        return len(digits) <= 5 and int(digits or 0) <= 65535
        """,
        new="""
        try:
            return 0 <= int(digits or 0) <= 65535
        except ValueError:
            return False
        """,
        also=[Change(old="(?::(?P<port>[0-9]+))?", new="(?::(?P<port>.+))?")],
    ),
    Mistake(
        name="very_long_port",
        tempts="Digits are a number, so int() reads them: not thousands of them.",
        fails="exam_junk",
        old="""
        digits = digits.lstrip("0")
        return len(digits) <= 5 and int(digits or 0) <= 65535
        """,
        new="""
        return int(digits) <= 65535
        """,
    ),
    Mistake(
        name="port_without_brackets",
        tempts="Takes the last part of an IPv6 address for a port, if the whole is none.",
        fails="exam_every_form, exam_junk",
        advice="junk",
        old="""
        except ValueError:
            found = WITH_PORT.fullmatch(entry)
        """,
        new="""
        except ValueError:
            found = WITH_PORT.fullmatch(entry)
            if found is None and ":" in entry:
                return address_in(entry.rpartition(":")[0])
        """,
    ),
    Mistake(
        name="any_brackets",
        tempts="Whatever stands in brackets is an address.",
        fails="exam_every_form",
        advice="junk",
        old='return str(address) if (address.version == 6) == (found["six"] is not None) else None',
        new='return str(address) if address.version == 4 or found["six"] is not None else None',
    ),
    Mistake(
        name="takes_quotes_off",
        tempts="The header Forwarded has quotation marks, so this one may have some, too.",
        fails="exam_every_form",
        advice="junk",
        old="return address_in(entries[-trusted_hops].strip())",
        new="return address_in(entries[-trusted_hops].strip().strip('\"'))",
    ),
    Mistake(
        name="shows_the_mapped_one",
        tempts="Writes an IPv4 address that is mapped into IPv6 as the IPv4 address.",
        fails="exam_every_form",
        advice="forms",
        old="""
            return str(ip_address(entry))
        """,
        new="""
            address = ip_address(entry)
            return str(getattr(address, "ipv4_mapped", None) or address)
        """,
    ),
    Mistake(
        name="digits_of_any_script",
        tempts="\\d takes the digits of every script, and int() reads them.",
        fails="exam_junk",
        advice="junk",
        old="[0-9]+",
        new="\\d+",
    ),
]

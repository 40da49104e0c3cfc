"""Reads every mail of a folder as Python does, and prints it as one line of JSON each."""
import email, email.policy, hashlib, json, pathlib, sys


def people(field):
    return [[a.display_name, a.username + "@" + a.domain] for a in field.addresses] if field else []


def shown(path):
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    files = []
    for part in mail.walk():
        if part.get_content_disposition():
            content = part.get_payload(0).as_bytes(policy=email.policy.SMTP) if part.get_content_type() == "message/rfc822" else part.get_payload(decode=True)
            files.append([part.get_filename(""), hashlib.sha256(content).hexdigest(), (part["Content-ID"] or "").strip(" <>")])
    return {
        "file": path.name,
        "defects": [repr(d) for part in mail.walk() for d in part.defects],
        "subject": mail["Subject"] and str(mail["Subject"]),
        "note": str(mail["X-Note"]),
        "date": mail["Date"].datetime.isoformat(),
        "from": people(mail["From"]), "to": people(mail["To"]), "cc": people(mail["Cc"]), "bcc": people(mail["Bcc"]),
        "references": (mail["References"] or "").split(),
        "text": text and text.get_content(), "html": html and html.get_content(),
        "calendar": [[p.get_param("method"), p.get_content()] for p in mail.walk() if p.get_content_type() == "text/calendar"],
        "files": files,
    }


for path in sorted(pathlib.Path(sys.argv[1]).glob("*.eml")):
    print(json.dumps(shown(path)))

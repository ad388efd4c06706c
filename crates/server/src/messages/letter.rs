//! A mail from what is to be told: plain text, and the same as simple HTML.

use chrono_tz::Tz;
use claimdesk_protocol::{NoticeKind, Tongue};
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use super::customers;
use super::words::{self, Words};
use crate::config::{MailSettings, Secret};
use crate::store::{DueMail, Reader};

/// The mail. What cannot be written to is told in words for the administrator. `token` is that of
/// a customer's link.
pub(super) fn write(
    mail: &DueMail,
    token: Option<&Secret>,
    settings: &MailSettings,
) -> Result<Message, String> {
    let address = mail
        .email
        .parse()
        .map_err(|error| format!("the address cannot be written to: {error}"))?;
    // A name is one line; whatever else it has is no part of a header.
    let name: String = mail.name.chars().filter(|c| !c.is_control()).collect();
    let link = link(mail, token, settings);
    let parts = parts(mail);
    let subject = parts.first().map(|(_, words)| words.subject.clone());
    let host = settings.from.email.domain();
    Message::builder()
        .from(settings.from.clone())
        .to(Mailbox::new(Some(name), address))
        .date(mail.at.into())
        .message_id(Some(format!("<{}@{host}>", mail.message)))
        .subject(subject.unwrap_or_default())
        // Nobody's holiday answer is waited for (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(MultiPart::alternative_plain_html(
            plain(&parts, link.as_deref()),
            html(mail, &parts, link.as_deref()),
        ))
        .map_err(|error| format!("the mail cannot be written: {error}"))
}

/// Where the reader goes from here. A customer's token stands behind the `#`, which no browser
/// sends to a server.
fn link(mail: &DueMail, token: Option<&Secret>, settings: &MailSettings) -> Option<String> {
    let base = settings.public_url.as_deref()?.trim_end_matches('/');
    if mail.kind == NoticeKind::WebhookOff {
        return Some(format!("{base}/webhooks"));
    }
    match (mail.reader, token) {
        (Reader::Partner, _) => Some(format!("{base}/claims/{}", mail.reference)),
        (Reader::Reviewer, _) => Some(format!("{base}/review/{}", mail.reference)),
        (Reader::Owner, Some(token)) => Some(format!("{base}/welcome#{}", token.reveal())),
        (Reader::Owner, None) => Some(format!("{base}/account")),
        (Reader::Customer { .. }, Some(token)) => Some(format!("{base}/word#{}", token.reveal())),
        (Reader::Customer { .. }, None) => None,
    }
}

/// What it says: in the reader's language, and to a customer in the other one below it.
fn parts(mail: &DueMail) -> Vec<(Tongue, Words)> {
    let own = mail.language;
    if !matches!(mail.reader, Reader::Customer { .. }) {
        let zone = mail
            .time_zone
            .as_deref()
            .and_then(|name| name.parse::<Tz>().ok());
        return vec![(own, words::of(mail, zone))];
    }
    let other = match own {
        Tongue::En => Tongue::Da,
        Tongue::Da => Tongue::En,
    };
    [own, other]
        .map(|language| (language, customers::words(mail, language)))
        .into()
}

fn plain(parts: &[(Tongue, Words)], link: Option<&str>) -> String {
    let mut texts: Vec<String> = Vec::new();
    for (index, (_, words)) in parts.iter().enumerate() {
        if index > 0 {
            texts.push("- - -".to_owned());
        }
        texts.extend(words.paragraphs.iter().cloned());
        texts.extend(link.map(str::to_owned));
    }
    let footers: Vec<&str> = parts
        .iter()
        .map(|(_, words)| words.footer.as_str())
        .collect();
    texts.push(format!("-- \r\n{}", footers.join("\r\n\r\n")));
    texts.join("\r\n\r\n")
}

fn html(mail: &DueMail, parts: &[(Tongue, Words)], link: Option<&str>) -> String {
    let link = link.map_or_else(String::new, |link| {
        let link = escaped(link);
        format!("<p><a href=\"{link}\">{link}</a></p>\r\n")
    });
    let mut title = String::new();
    let mut body = String::new();
    for (index, (language, words)) in parts.iter().enumerate() {
        let paragraphs = words.paragraphs.iter().fold(String::new(), |all, text| {
            let text = escaped(text).replace('\n', "<br>");
            all + "<p>" + &text + "</p>\r\n"
        });
        let footer = escaped(&words.footer);
        let part = format!("{paragraphs}{link}<p><small>{footer}</small></p>\r\n");
        if index == 0 {
            title = escaped(&words.subject);
            body = part;
        } else {
            let code = language.as_str();
            body = format!("{body}<hr>\r\n<div lang=\"{code}\">\r\n{part}</div>\r\n");
        }
    }
    format!(
        "<!doctype html>\r\n<html lang=\"{}\">\r\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\r\n<body>\r\n{body}</body>\r\n</html>\r\n",
        mail.language.as_str(),
    )
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::store::Facts;

    fn settings() -> MailSettings {
        MailSettings {
            public_url: Some("https://claims.example/".to_owned()),
            ..MailSettings::default()
        }
    }

    fn mail(changed: impl FnOnce(&mut DueMail)) -> DueMail {
        let mut mail = DueMail {
            message: "00ff".to_owned(),
            name: "Åse Holm".to_owned(),
            email: "aase@example.com".to_owned(),
            reader: Reader::Partner,
            language: Tongue::Da,
            time_zone: Some("Europe/Copenhagen".to_owned()),
            kind: NoticeKind::Asked,
            reference: "CD-7K4M-2QXW".to_owned(),
            facts: Facts {
                customer: "Havnens Bageri".to_owned(),
                until: Some("2026-12-12T00:00:00Z".parse().unwrap()),
                note: Some("Send aftalen <underskrevet>.".to_owned()),
                ..Facts::default()
            },
            at: "2026-11-23T10:00:00Z".parse().unwrap(),
            tries: 0,
        };
        changed(&mut mail);
        mail
    }

    fn written(mail: &DueMail) -> String {
        String::from_utf8(write(mail, None, &settings()).unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_name_cannot_add_headers() {
        for name in [
            "Eve\r\nBcc: everybody@example.com",
            "Eve\nSubject: other",
            "\"Eve\" <other@example.com>, x",
            "Eve\u{0}\r\n\r\nA body",
        ] {
            let text = written(&mail(|mail| mail.name = name.to_owned()));
            let (head, _) = text.split_once("\r\n\r\n").unwrap();
            let names: Vec<&str> = head
                .split("\r\n")
                .filter(|line| !line.starts_with([' ', '\t']))
                .filter_map(|line| line.split_once(':').map(|(name, _)| name))
                .collect();
            let expected = [
                "From",
                "To",
                "Date",
                "Message-ID",
                "Subject",
                "Auto-Submitted",
                "MIME-Version",
                "Content-Type",
            ];
            assert_eq!(names, expected, "{head}");
            let envelope =
                write(&mail(|mail| mail.name = name.to_owned()), None, &settings()).unwrap();
            let to: Vec<String> = envelope
                .envelope()
                .to()
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(to, ["aase@example.com"]);
        }
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        for address in ["", "a@b\r\nBcc: c@d.example", "nobody"] {
            let refused = write(
                &mail(|mail| mail.email = address.to_owned()),
                None,
                &settings(),
            );
            assert!(refused.is_err(), "{address}");
        }
    }

    #[test]
    fn every_try_has_the_same_message_id() {
        let first = written(&mail(|_| ()));
        let second = written(&mail(|mail| mail.tries = 3));
        let id = |text: &str| {
            let line = text.lines().find(|line| line.starts_with("Message-ID"));
            line.unwrap().to_owned()
        };
        assert_eq!(id(&first), "Message-ID: <00ff@localhost>");
        assert_eq!(id(&first), id(&second));
    }

    #[test]
    fn what_a_reviewer_wrote_is_text_and_not_markup() {
        let mail = mail(|_| ());
        let words = words::of(&mail, Some(chrono_tz::Europe::Copenhagen));
        let parts = [(Tongue::Da, words)];
        let html = html(
            &mail,
            &parts,
            Some("https://claims.example/claims/CD-7K4M-2QXW"),
        );
        assert!(
            html.contains("Send aftalen &lt;underskrevet&gt;."),
            "{html}"
        );
        assert!(
            html.contains("12. dec. 2026 kl. 01.00 (Europe/Copenhagen)"),
            "{html}"
        );
        assert!(html.contains("<html lang=\"da\">"));
        let plain = plain(&parts, None);
        assert!(plain.contains("Send aftalen <underskrevet>."), "{plain}");
    }
    #[test]
    fn a_customers_mail_says_it_in_both_languages_and_its_link_sends_no_server_the_token() {
        let token = Secret::new("5ec7e7".to_owned());
        let mail = mail(|mail| {
            mail.kind = NoticeKind::CustomerAsked;
            mail.reader = Reader::Customer { asked_at: None };
            mail.facts.partner = Some("Nordlys <b>A/S".to_owned());
        });
        let letter = write(&mail, Some(&token), &settings()).unwrap();
        let text = String::from_utf8(letter.formatted()).unwrap();
        let text = text.replace("=\r\n", "").replace("=3D", "=");
        assert_eq!(
            text.matches("https://claims.example/word#5ec7e7\r\n")
                .count(),
            2
        );
        assert_eq!(
            text.matches("href=\"https://claims.example/word#5ec7e7\"")
                .count(),
            2
        );
        assert!(text.contains("<html lang=\"da\">") && text.contains("<div lang=\"en\">"));
        assert!(text.contains("Nordlys &lt;b&gt;A/S"), "{text}");
        let danish = text
            .find("Dér siger du ja eller nej")
            .or_else(|| text.find("siger du ja"));
        assert!(danish < text.find("There you agree or decline"));
    }
}

//! A mail from what is to be told: plain text, and the same as simple HTML.

use chrono_tz::Tz;
use claimdesk_protocol::NoticeKind;
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use super::words::{self, Words};
use crate::config::MailSettings;
use crate::store::DueMail;

/// The mail. What cannot be written to is told in words for the administrator.
pub(super) fn write(mail: &DueMail, settings: &MailSettings) -> Result<Message, String> {
    let address = mail
        .email
        .parse()
        .map_err(|error| format!("the address cannot be written to: {error}"))?;
    // A name is one line; whatever else it has is no part of a header.
    let name: String = mail.name.chars().filter(|c| !c.is_control()).collect();
    let zone = mail
        .time_zone
        .as_deref()
        .and_then(|name| name.parse::<Tz>().ok());
    let words = words::of(mail, zone);
    let link = settings.public_url.as_ref().map(|url| {
        let url = url.trim_end_matches('/');
        match (mail.kind, mail.partner) {
            (NoticeKind::WebhookOff, _) => format!("{url}/webhooks"),
            (_, true) => format!("{url}/claims/{}", mail.reference),
            (_, false) => format!("{url}/review/{}", mail.reference),
        }
    });
    let host = settings.from.email.domain();
    Message::builder()
        .from(settings.from.clone())
        .to(Mailbox::new(Some(name), address))
        .date(mail.at.into())
        .message_id(Some(format!("<{}@{host}>", mail.message)))
        .subject(&words.subject)
        // Nobody's holiday answer is waited for (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(MultiPart::alternative_plain_html(
            plain(&words, link.as_deref()),
            html(mail, &words, link.as_deref()),
        ))
        .map_err(|error| format!("the mail cannot be written: {error}"))
}

fn plain(words: &Words, link: Option<&str>) -> String {
    let mut parts = words.paragraphs.clone();
    parts.extend(link.map(str::to_owned));
    parts.push(format!("-- \r\n{}", words.footer));
    parts.join("\r\n\r\n")
}

fn html(mail: &DueMail, words: &Words, link: Option<&str>) -> String {
    let paragraphs = words.paragraphs.iter().fold(String::new(), |all, text| {
        let text = escaped(text).replace('\n', "<br>");
        all + "<p>" + &text + "</p>\r\n"
    });
    let link = link.map_or_else(String::new, |link| {
        let link = escaped(link);
        format!("<p><a href=\"{link}\">{link}</a></p>\r\n")
    });
    format!(
        "<!doctype html>\r\n<html lang=\"{}\">\r\n<head><meta charset=\"utf-8\"><title>{}</title></head>\r\n<body>\r\n{paragraphs}{link}<p><small>{}</small></p>\r\n</body>\r\n</html>\r\n",
        mail.language.as_str(),
        escaped(&words.subject),
        escaped(words.footer),
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
    use claimdesk_protocol::Tongue;

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
            partner: true,
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
        String::from_utf8(write(mail, &settings()).unwrap().formatted()).unwrap()
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
            let envelope = write(&mail(|mail| mail.name = name.to_owned()), &settings()).unwrap();
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
            let refused = write(&mail(|mail| mail.email = address.to_owned()), &settings());
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
        let html = html(
            &mail,
            &words,
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
        let plain = plain(&words, None);
        assert!(plain.contains("Send aftalen <underskrevet>."), "{plain}");
    }
}

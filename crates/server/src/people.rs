//! New accounts and organisations: what is asked of them, wherever they come from.

use chrono::{DateTime, Utc};
use claimdesk_protocol::{NewOrganisation, Organisation, Role, User};
use claimdesk_recognition::names;

use crate::identity::password::Passwords;
use crate::ids;
use crate::problem::{Outcome, Refusal};
use crate::store::NewAccount;

/// The longest name of a person or an organisation, in characters.
const LONGEST_NAME: usize = 200;
/// The most locations of an organisation.
const MOST_LOCATIONS: usize = 500;

/// An account somebody wants to be made.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Password; `None` where they choose one by a link.
    pub password: Option<String>,
    /// Role.
    pub role: Role,
    /// Where they work.
    pub organisation: Option<Organisation>,
}

/// Checks what is wanted and hashes the password. Every fault is told at once.
pub async fn account(
    passwords: &Passwords,
    wanted: Wanted,
    now: DateTime<Utc>,
) -> Outcome<NewAccount> {
    let name = wanted.name.trim().to_owned();
    let email = names::email(&wanted.email);
    let mut faults: Vec<(&str, &str, String)> = Vec::new();
    if let Some((code, fault)) = name_fault(&name) {
        faults.push(("name", code, fault));
    }
    if email.is_none() {
        faults.push((
            "email",
            "not_an_email",
            "Enter an e-mail address such as name@contoso.com.".to_owned(),
        ));
    }
    let organisation = wanted.organisation.as_ref();
    if let Some(password) = &wanted.password {
        let about = around(&name, &wanted.email, organisation);
        let fault = passwords.fault_of(password.clone(), about).await;
        if let Some((code, fault)) = fault.map_err(Refusal::internal)? {
            faults.push(("password", code, fault));
        }
    }
    if let Some((code, fault)) = belonging_fault(wanted.role, organisation) {
        faults.push(("organisationId", code, fault));
    }
    let (Some(email), true) = (email, faults.is_empty()) else {
        return Err(refused(faults));
    };
    let password_hash = match wanted.password {
        Some(password) => passwords.hash(password).await.map_err(Refusal::internal)?,
        None => String::new(),
    };
    let user = User {
        id: ids::id(now)?,
        name,
        email: email.to_lowercase(),
        role: wanted.role,
        organisation: wanted.organisation,
    };
    Ok(NewAccount {
        user,
        password_hash,
        at: now,
    })
}

/// Refuses a role in an organisation that it cannot be in.
pub fn belongs(role: Role, organisation: Option<&Organisation>) -> Outcome<()> {
    match belonging_fault(role, organisation) {
        Some((code, fault)) => Err(Refusal::field("organisationId", code, fault)),
        None => Ok(()),
    }
}

fn belonging_fault(
    role: Role,
    organisation: Option<&Organisation>,
) -> Option<(&'static str, String)> {
    match (role, organisation) {
        (Role::Partner, None) => Some((
            "missing",
            "A partner belongs to an organisation. Name it.".to_owned(),
        )),
        (Role::Administrator | Role::Auditor, Some(_)) => Some((
            "invalid",
            "Administrators and auditors belong to no organisation.".to_owned(),
        )),
        _ => None,
    }
}

/// Checks a new password of somebody who is here, and hashes it.
pub async fn new_password(passwords: &Passwords, user: &User, password: String) -> Outcome<String> {
    let about = around(&user.name, &user.email, user.organisation.as_ref());
    let fault = passwords.fault_of(password.clone(), about).await;
    if let Some((code, fault)) = fault.map_err(Refusal::internal)? {
        return Err(Refusal::field("password", code, fault));
    }
    passwords.hash(password).await.map_err(Refusal::internal)
}

/// The names that whoever guesses somebody's password knows.
fn around(name: &str, email: &str, organisation: Option<&Organisation>) -> Vec<String> {
    let own = organisation.map(|own| own.name.clone());
    [name.to_owned(), email.to_owned()]
        .into_iter()
        .chain(own)
        .collect()
}

/// Checks an organisation that is to be made.
pub fn organisation(wanted: &NewOrganisation, now: DateTime<Utc>) -> Outcome<Organisation> {
    let name = wanted.name.trim().to_owned();
    let mut faults: Vec<(&str, &str, String)> = Vec::new();
    if let Some((code, fault)) = name_fault(&name) {
        faults.push(("name", code, fault));
    }
    let mut locations: Vec<String> = Vec::new();
    for given in &wanted.locations {
        match names::partner_id(given) {
            None => {
                let message = format!("“{given}” is not a partner ID of 5 to 10 digits.");
                faults.push(("locations", "not_a_partner_id", message));
            }
            Some(id) if locations.contains(&id) => {}
            Some(id) => locations.push(id),
        }
    }
    if wanted.locations.is_empty() {
        faults.push((
            "locations",
            "missing",
            "Enter the partner ID of at least one location.".to_owned(),
        ));
    }
    if locations.len() > MOST_LOCATIONS {
        faults.push((
            "locations",
            "too_long",
            format!("At most {MOST_LOCATIONS} locations."),
        ));
    }
    if !faults.is_empty() {
        return Err(refused(faults));
    }
    Ok(Organisation {
        id: ids::id(now)?,
        name,
        locations,
        track: wanted.track,
    })
}

fn name_fault(name: &str) -> Option<(&'static str, String)> {
    if name.is_empty() {
        Some(("missing", "Enter a name.".to_owned()))
    } else if name.chars().count() > LONGEST_NAME {
        Some((
            "too_long",
            format!("Shorten this to at most {LONGEST_NAME} characters."),
        ))
    } else if name.chars().any(char::is_control) {
        Some((
            "invalid",
            "A name has no line breaks or control characters.".to_owned(),
        ))
    } else {
        None
    }
}

fn refused(faults: Vec<(&str, &str, String)>) -> Refusal {
    let refusal = Refusal::invalid("Some entries are missing or cannot be used; see `errors`.");
    faults
        .into_iter()
        .fold(refusal, |refusal, (field, code, message)| {
            refusal.about(field, code, message)
        })
}

/// The e-mail belongs to another account.
pub fn email_taken() -> Refusal {
    Refusal::taken(
        "email",
        "An account with this e-mail exists already. Use another one.",
    )
}

/// A location belongs to another organisation.
pub fn location_taken() -> Refusal {
    Refusal::taken(
        "locations",
        "One of these locations belongs to another organisation already.",
    )
}

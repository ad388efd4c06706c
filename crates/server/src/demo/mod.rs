//! An invented programme: partners, people, and claims in every state.
//!
//! Nothing is put into the database that the rules would not allow: each claim is led
//! through its life by the same calls that answer requests, only at earlier times.

pub mod exports;
mod pdf;
mod story;

use chrono::{DateTime, Utc};
use claimdesk_protocol::{Demo, DemoAccount, Organisation, Role, User};
use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::QualityRules;
use claimdesk_recognition::programme::TrackId;

use crate::evidence::Evidence;
use crate::identity::password::Passwords;
use crate::ids;
use crate::problem::{Outcome, Refusal};
use crate::store::{NewAccount, Store};

/// The password of every invented account; shown on the sign-in page.
const PASSWORD: &str = "try-claimdesk";

struct Invented {
    name: &'static str,
    email: &'static str,
    role: Role,
    organisation: Option<&'static str>,
}

const NORDLYS: &str = "Nordlys A/S";
const FJORDVANG: &str = "Fjordvang ApS";
const HAVBLIK: &str = "Havblik Consulting";
const KYSTLICENS: &str = "Kystlicens A/S";

/// Name, locations, track.
const ORGANISATIONS: [(&str, &[&str], TrackId); 4] = [
    (NORDLYS, &["6100001", "6100002"], TrackId::Smb),
    (FJORDVANG, &["6200010"], TrackId::Smb),
    (HAVBLIK, &["6300020", "6300021"], TrackId::Enterprise),
    (KYSTLICENS, &["6400030"], TrackId::Smb),
];

const ANNA: &str = "anna@nordlys.example";
const BO: &str = "bo@fjordvang.example";
const CLARA: &str = "clara@havblik.example";
const RIE: &str = "rie@claimdesk.example";
const RUNE: &str = "rune@claimdesk.example";

const PEOPLE: [Invented; 8] = [
    Invented {
        name: "Anna Holm",
        email: ANNA,
        role: Role::Partner,
        organisation: Some(NORDLYS),
    },
    Invented {
        name: "Bo Lindved",
        email: BO,
        role: Role::Partner,
        organisation: Some(FJORDVANG),
    },
    Invented {
        name: "Clara Munkholt",
        email: CLARA,
        role: Role::Partner,
        organisation: Some(HAVBLIK),
    },
    Invented {
        name: "Dorte Strandby",
        email: "dorte@kystlicens.example",
        role: Role::Partner,
        organisation: Some(KYSTLICENS),
    },
    Invented {
        name: "Rie Dahlgaard",
        email: RIE,
        role: Role::Reviewer,
        organisation: None,
    },
    Invented {
        name: "Rune Bakke",
        email: RUNE,
        role: Role::Reviewer,
        organisation: None,
    },
    Invented {
        name: "Ada Toftlund",
        email: "ada@claimdesk.example",
        role: Role::Administrator,
        organisation: None,
    },
    Invented {
        name: "Eva Klint",
        email: "eva@claimdesk.example",
        role: Role::Auditor,
        organisation: None,
    },
];

/// What the invented programme is put into.
pub struct Stage<'a> {
    /// Where it is kept.
    pub store: &'a dyn Store,
    /// Where its files are kept.
    pub evidence: &'a Evidence,
    /// The rules.
    pub programme: &'a Programme,
    /// Which decisions somebody else sees too.
    pub quality: &'a QualityRules,
    /// Hashes the password.
    pub passwords: &'a Passwords,
    /// When it is.
    pub now: DateTime<Utc>,
}

/// Whom to try, if the invented people are in this database.
pub async fn description(store: &dyn Store) -> Outcome<Option<Demo>> {
    if store.account(ANNA).await?.is_none() {
        return Ok(None);
    }
    let accounts = PEOPLE
        .iter()
        .map(|person| DemoAccount {
            name: person.name.to_owned(),
            role: person.role,
            organisation: person.organisation.map(str::to_owned),
            email: person.email.to_owned(),
            password: PASSWORD.to_owned(),
        })
        .collect();
    let exports = exports::NAMES
        .iter()
        .map(|name| format!("/api/v1/demo/exports/{name}"))
        .collect();
    Ok(Some(Demo { accounts, exports }))
}

/// Fills an empty database; leaves any other as it is, and says false.
pub async fn fill(stage: &Stage<'_>) -> Outcome<bool> {
    let store = stage.store;
    if !store.users().await?.is_empty() || !store.organisations().await?.is_empty() {
        return Ok(false);
    }
    for (name, locations, track) in ORGANISATIONS {
        let organisation = Organisation {
            id: ids::id(stage.now)?,
            name: name.to_owned(),
            locations: locations
                .iter()
                .map(|location| (*location).to_owned())
                .collect(),
            track,
        };
        store
            .add_organisation(organisation, stage.now, None)
            .await?;
    }
    let organisations = store.organisations().await?;
    let password_hash = stage
        .passwords
        .hash(PASSWORD.to_owned())
        .await
        .map_err(Refusal::internal)?;
    for person in &PEOPLE {
        let user = User {
            id: ids::id(stage.now)?,
            name: person.name.to_owned(),
            email: person.email.to_owned(),
            role: person.role,
            organisation: organisations
                .iter()
                .find(|organisation| Some(organisation.name.as_str()) == person.organisation)
                .cloned(),
        };
        let account = NewAccount {
            user,
            password_hash: password_hash.clone(),
            at: stage.now,
        };
        store.add_account(account, None).await?;
    }
    story::tell(stage).await?;
    Ok(true)
}

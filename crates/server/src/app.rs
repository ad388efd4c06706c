//! What every handler has at hand.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use claimdesk_protocol::Demo;
use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::{QualityRules, ReminderRules};

use crate::audit::head::Signer;
use crate::audit::refused::Refusals;
use crate::clock::Clock;
use crate::config::Limits;
use crate::evidence::Evidence;
use crate::evidence::apart::Apart;
use crate::evidence::partial::Partial;
use crate::evidence::scanner::Scanner;
use crate::guard::{Guard, GuardSettings};
use crate::identity::oidc::Provider;
use crate::identity::passkeys::{PasskeyWish, Passkeys};
use crate::identity::password::Passwords;
use crate::identity::throttle::Throttle;
use crate::messages::Office;
use crate::metrics::Metrics;
use crate::programmes::Rules;
use crate::store::Store;
use crate::webhooks::Courier;

/// What an [`App`] is made of.
pub struct Parts {
    /// Where things are kept.
    pub store: Arc<dyn Store>,
    /// Where files are kept.
    pub evidence: Evidence,
    /// Where files are that come in parts.
    pub partial: Partial,
    /// Reads files in a process of its own.
    pub apart: Apart,
    /// The virus scanner, where there is one.
    pub scanner: Option<Scanner>,
    /// The rules, in all their versions.
    pub rules: Rules,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What may be sent.
    pub limits: Limits,
    /// Passwords.
    pub passwords: Passwords,
    /// Passkeys, where this address can have them.
    pub passkeys: Option<Passkeys>,
    /// Whether people have to have one.
    pub passkey_wish: PasskeyWish,
    /// With whom people sign in, beside passwords.
    pub provider: Option<Provider>,
    /// Whom to try, on a demonstration server.
    pub demo: Option<Demo>,
    /// Cookies only over TLS.
    pub secure_cookies: bool,
    /// When people are reminded of a clock.
    pub reminders: ReminderRules,
    /// Which decisions somebody else sees too.
    pub quality: QualityRules,
    /// Who sends mail.
    pub office: Office,
    /// Who brings webhooks.
    pub courier: Courier,
    /// What keeps the server standing.
    pub guard: GuardSettings,
    /// Who signs the heads of the audit log.
    pub signer: Signer,
    /// How often each file of evidence is read again.
    pub reread: Option<TimeDelta>,
}

struct Inner {
    parts: Parts,
    guard: Guard,
    metrics: Metrics,
    refusals: Refusals,
    built_in: Programme,
}

/// The server's state, shared by all requests.
#[derive(Clone)]
pub struct App(Arc<Inner>);

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            guard: Guard::new(parts.guard.clone()),
            parts,
            metrics: Metrics::default(),
            refusals: Refusals::default(),
            built_in: Programme::builtin(),
        }))
    }

    /// Where things are kept.
    pub fn store(&self) -> &dyn Store {
        &*self.0.parts.store
    }

    /// Where files are kept.
    pub fn evidence(&self) -> &Evidence {
        &self.0.parts.evidence
    }

    /// How often each file of evidence is read again, if ever.
    pub fn rereads_evidence(&self) -> Option<TimeDelta> {
        self.0.parts.reread
    }

    /// Where files are that come in parts.
    pub fn partial(&self) -> &Partial {
        &self.0.parts.partial
    }

    /// Reads files in a process of its own.
    pub fn apart(&self) -> &Apart {
        &self.0.parts.apart
    }

    /// The virus scanner, where there is one.
    pub fn scanner(&self) -> Option<&Scanner> {
        self.0.parts.scanner.as_ref()
    }

    /// The rules in force now.
    pub fn programme(&self) -> &Programme {
        self.rules()
            .in_force(self.now().date_naive())
            .unwrap_or(&self.0.built_in)
    }

    /// The rules in all their versions.
    pub fn rules(&self) -> &Rules {
        &self.0.parts.rules
    }

    /// The time.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.parts.clock.now()
    }

    /// What may be sent.
    pub fn limits(&self) -> Limits {
        self.0.parts.limits
    }

    /// Passwords.
    pub fn passwords(&self) -> &Passwords {
        &self.0.parts.passwords
    }

    /// Passkeys, where this address can have them.
    pub fn passkeys(&self) -> Option<&Passkeys> {
        self.0.parts.passkeys.as_ref()
    }

    /// Whether people have to have one.
    pub fn passkey_wish(&self) -> PasskeyWish {
        self.0.parts.passkey_wish
    }

    /// With whom people sign in, beside passwords.
    pub fn provider(&self) -> Option<&Provider> {
        self.0.parts.provider.as_ref()
    }

    /// What an operator watches.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// What keeps the server standing.
    pub fn guard(&self) -> &Guard {
        &self.0.guard
    }

    /// Failed sign-ins.
    pub fn throttle(&self) -> Throttle<'_> {
        Throttle::new(self.store())
    }

    /// Whom to try.
    pub fn demo(&self) -> Option<&Demo> {
        self.0.parts.demo.as_ref()
    }

    /// When people are reminded of a clock.
    pub fn reminders(&self) -> &ReminderRules {
        &self.0.parts.reminders
    }

    /// Which decisions somebody else sees too.
    pub fn quality(&self) -> &QualityRules {
        &self.0.parts.quality
    }

    /// Who sends mail.
    pub fn office(&self) -> &Office {
        &self.0.parts.office
    }

    /// Who brings webhooks.
    pub fn courier(&self) -> &Courier {
        &self.0.parts.courier
    }

    /// Who signs the heads of the audit log.
    pub fn signer(&self) -> &Signer {
        &self.0.parts.signer
    }

    /// Refusals that wait to be summed up in the audit log.
    pub fn refusals(&self) -> &Refusals {
        &self.0.refusals
    }

    /// Cookies only over TLS.
    pub fn secure_cookies(&self) -> bool {
        self.0.parts.secure_cookies
    }
}

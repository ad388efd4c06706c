//! What a claim asks for, as typed, and what is wrong with it.
//!
//! The form keeps the text a person entered, right or wrong, so that nothing typed is ever
//! lost; the checks read it. Page and server run the same checks.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Amount, Programme, names};

/// The answers of a claim, as typed.
///
/// Texts that could not be read stay as they are and show up in [`ClaimForm::errors`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimForm {
    /// Partner ID of the location that claims; one of the enrolled ones.
    pub partner_location_id: String,
    /// The customer's name.
    pub customer_name: String,
    /// The customer's tenant ID (directory ID), a GUID.
    pub customer_tenant_id: String,
    /// The customer's domain.
    pub customer_domain: String,
    /// The subscription's ID, a GUID.
    pub subscription_id: String,
    /// How it was bought: `csp`, `volume_licensing` or `web_direct`.
    pub channel: String,
    /// First day of the subscription, `YYYY-MM-DD`.
    pub subscription_start: String,
    /// Last day of the subscription, `YYYY-MM-DD`; empty when it has none.
    pub subscription_end: String,
    /// Name of the partner who sells the licence.
    pub transacting_partner_name: String,
    /// Partner ID of the partner who sells the licence; may be unknown.
    pub transacting_partner_id: String,
    /// The workloads claimed, each with what it brings a month.
    pub products: Vec<Product>,
    /// What the partner did, in words.
    pub work_done: String,
    /// Since when, `YYYY-MM-DD`.
    pub worked_since: String,
    /// The customer's contact: name.
    pub customer_contact_name: String,
    /// The customer's contact: title.
    pub customer_contact_title: String,
    /// The customer's contact: e-mail.
    pub customer_contact_email: String,
    /// The partner's contact: name.
    pub partner_contact_name: String,
    /// The partner's contact: e-mail.
    pub partner_contact_email: String,
    /// The day the customer acknowledged the work, `YYYY-MM-DD`.
    pub acknowledged_on: String,
    /// The proof names the claim's tenant ID.
    pub proof_names_tenant: bool,
    /// The proof names the claim's domain.
    pub proof_names_domain: bool,
    /// The claimed workloads that the proof names.
    pub proof_products: Vec<String>,
    /// Words for the reviewer.
    pub comments: String,
}

/// A claimed workload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Product {
    /// Its name in the programme.
    pub workload: String,
    /// What it brings in US dollars a month, `1800.00`.
    #[serde(default)]
    pub monthly_revenue_usd: String,
}

/// How a subscription was bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Through a Cloud Solution Provider.
    Csp,
    /// Volume licensing (Enterprise Agreement).
    VolumeLicensing,
    /// From Microsoft's site.
    WebDirect,
}

impl Channel {
    /// All, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Csp, Self::VolumeLicensing, Self::WebDirect];

    /// As kept in the form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csp => "csp",
            Self::VolumeLicensing => "volume_licensing",
            Self::WebDirect => "web_direct",
        }
    }

    /// Reads the form's text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.as_str() == text.trim())
    }
}

/// The three steps of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Step {
    /// Customer association: who, which subscription, which products.
    Association,
    /// Influenced revenue: what was done, and what the products bring.
    Revenue,
    /// Proof of execution.
    Proof,
}

impl Step {
    /// In order.
    pub const ALL: [Self; 3] = [Self::Association, Self::Revenue, Self::Proof];

    /// As written in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Association => "association",
            Self::Revenue => "revenue",
            Self::Proof => "proof",
        }
    }
}

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident $name:literal $step:ident $max:literal,)+) => {
        /// A place in the form that an error or a finding points to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FieldId {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)+
        }

        impl FieldId {
            /// Every field, in the order it is asked for.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in JSON and in the page's element IDs.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The step that asks for it.
            pub const fn step(self) -> Step {
                match self { $(Self::$variant => Step::$step),+ }
            }

            /// The longest text it takes, in characters (for lists, the most entries).
            pub const fn max(self) -> usize {
                match self { $(Self::$variant => $max),+ }
            }
        }
    };
}

// The derived schema would not see names that a macro writes.
#[cfg(feature = "openapi")]
mod openapi {
    use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
    use utoipa::openapi::{RefOr, Schema};

    use super::FieldId;

    impl utoipa::PartialSchema for FieldId {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(SchemaType::new(Type::String))
                .enum_values(Some(FieldId::ALL.iter().map(|field| field.as_str())))
                .description(Some(
                    "A place in the form that an error or a finding points to",
                ))
                .into()
        }
    }

    impl utoipa::ToSchema for FieldId {}
}

fields! {
    /// Location.
    PartnerLocationId "partnerLocationId" Association 20,
    /// Customer.
    CustomerName "customerName" Association 200,
    /// Tenant.
    CustomerTenantId "customerTenantId" Association 80,
    /// Domain.
    CustomerDomain "customerDomain" Association 300,
    /// Subscription.
    SubscriptionId "subscriptionId" Association 80,
    /// Channel.
    Channel "channel" Association 20,
    /// First day.
    SubscriptionStart "subscriptionStart" Association 10,
    /// Last day.
    SubscriptionEnd "subscriptionEnd" Association 10,
    /// Seller's name.
    TransactingPartnerName "transactingPartnerName" Association 200,
    /// Seller's partner ID.
    TransactingPartnerId "transactingPartnerId" Association 20,
    /// Workloads.
    Products "products" Association 30,
    /// Work done.
    WorkDone "workDone" Revenue 2000,
    /// Since when.
    WorkedSince "workedSince" Revenue 10,
    /// What a product brings a month.
    MonthlyRevenue "monthlyRevenueUsd" Revenue 30,
    /// Customer's contact.
    CustomerContactName "customerContactName" Revenue 200,
    /// Their title.
    CustomerContactTitle "customerContactTitle" Revenue 200,
    /// Their e-mail.
    CustomerContactEmail "customerContactEmail" Revenue 254,
    /// Partner's contact.
    PartnerContactName "partnerContactName" Revenue 200,
    /// Their e-mail.
    PartnerContactEmail "partnerContactEmail" Revenue 254,
    /// Files.
    Evidence "evidence" Proof 100,
    /// Acknowledgement date.
    AcknowledgedOn "acknowledgedOn" Proof 10,
    /// Tenant named in the proof.
    ProofNamesTenant "proofNamesTenant" Proof 1,
    /// Domain named in the proof.
    ProofNamesDomain "proofNamesDomain" Proof 1,
    /// Workloads named in the proof.
    ProofProducts "proofProducts" Proof 30,
    /// Comments.
    Comments "comments" Proof 4000,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FieldProblem {
    /// Nothing was entered.
    Missing,
    /// Longer than this many characters, or more than this many entries.
    TooLong {
        /// The limit.
        max: usize,
    },
    /// Not a GUID.
    NotAGuid,
    /// Not a domain.
    NotADomain,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a partner ID.
    NotAPartnerId,
    /// Not a day.
    NotADate,
    /// A day still to come.
    InTheFuture,
    /// Before the day it must follow.
    BeforeStart,
    /// Not an amount, or not over zero.
    NotAnAmount {
        /// Of which product.
        workload: String,
    },
    /// None of the offered values.
    NotOffered {
        /// What was given.
        given: String,
    },
    /// Entered twice.
    Twice {
        /// What was given.
        given: String,
    },
}

/// A fault of a form, with the field it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Where.
    pub field: FieldId,
    /// What.
    #[serde(flatten)]
    pub problem: FieldProblem,
}

/// Reads `YYYY-MM-DD`.
pub fn day(text: &str) -> Option<NaiveDate> {
    crate::day::parse(text.trim())
}

impl ClaimForm {
    /// The text of a field that is a single text.
    pub fn text(&self, field: FieldId) -> Option<&str> {
        Some(match field {
            FieldId::PartnerLocationId => &self.partner_location_id,
            FieldId::CustomerName => &self.customer_name,
            FieldId::CustomerTenantId => &self.customer_tenant_id,
            FieldId::CustomerDomain => &self.customer_domain,
            FieldId::SubscriptionId => &self.subscription_id,
            FieldId::Channel => &self.channel,
            FieldId::SubscriptionStart => &self.subscription_start,
            FieldId::SubscriptionEnd => &self.subscription_end,
            FieldId::TransactingPartnerName => &self.transacting_partner_name,
            FieldId::TransactingPartnerId => &self.transacting_partner_id,
            FieldId::WorkDone => &self.work_done,
            FieldId::WorkedSince => &self.worked_since,
            FieldId::CustomerContactName => &self.customer_contact_name,
            FieldId::CustomerContactTitle => &self.customer_contact_title,
            FieldId::CustomerContactEmail => &self.customer_contact_email,
            FieldId::PartnerContactName => &self.partner_contact_name,
            FieldId::PartnerContactEmail => &self.partner_contact_email,
            FieldId::AcknowledgedOn => &self.acknowledged_on,
            FieldId::Comments => &self.comments,
            FieldId::Products
            | FieldId::MonthlyRevenue
            | FieldId::Evidence
            | FieldId::ProofNamesTenant
            | FieldId::ProofNamesDomain
            | FieldId::ProofProducts => return None,
        })
    }

    /// The same, for writing.
    pub fn text_mut(&mut self, field: FieldId) -> Option<&mut String> {
        Some(match field {
            FieldId::PartnerLocationId => &mut self.partner_location_id,
            FieldId::CustomerName => &mut self.customer_name,
            FieldId::CustomerTenantId => &mut self.customer_tenant_id,
            FieldId::CustomerDomain => &mut self.customer_domain,
            FieldId::SubscriptionId => &mut self.subscription_id,
            FieldId::Channel => &mut self.channel,
            FieldId::SubscriptionStart => &mut self.subscription_start,
            FieldId::SubscriptionEnd => &mut self.subscription_end,
            FieldId::TransactingPartnerName => &mut self.transacting_partner_name,
            FieldId::TransactingPartnerId => &mut self.transacting_partner_id,
            FieldId::WorkDone => &mut self.work_done,
            FieldId::WorkedSince => &mut self.worked_since,
            FieldId::CustomerContactName => &mut self.customer_contact_name,
            FieldId::CustomerContactTitle => &mut self.customer_contact_title,
            FieldId::CustomerContactEmail => &mut self.customer_contact_email,
            FieldId::PartnerContactName => &mut self.partner_contact_name,
            FieldId::PartnerContactEmail => &mut self.partner_contact_email,
            FieldId::AcknowledgedOn => &mut self.acknowledged_on,
            FieldId::Comments => &mut self.comments,
            FieldId::Products
            | FieldId::MonthlyRevenue
            | FieldId::Evidence
            | FieldId::ProofNamesTenant
            | FieldId::ProofNamesDomain
            | FieldId::ProofProducts => return None,
        })
    }

    /// The form with pasted texts made plain where they can be read (GUIDs in lower case,
    /// domains without `https://`), and every other text as it was typed.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        for field in [FieldId::CustomerTenantId, FieldId::SubscriptionId] {
            self.tidy(field, |text| {
                names::Guid::parse(text).map(|guid| guid.to_string())
            });
        }
        self.tidy(FieldId::CustomerDomain, names::domain);
        self.tidy(FieldId::PartnerLocationId, names::partner_id);
        self.tidy(FieldId::TransactingPartnerId, names::partner_id);
        self.tidy(FieldId::CustomerContactEmail, names::email);
        self.tidy(FieldId::PartnerContactEmail, names::email);
        self
    }

    fn tidy(&mut self, field: FieldId, read: impl Fn(&str) -> Option<String>) {
        if let Some(text) = self.text_mut(field)
            && let Some(plain) = read(text)
        {
            *text = plain;
        }
    }

    /// Texts and lists over their limits: the only faults a draft is refused for, because
    /// everything else a person typed is kept until they mend it.
    pub fn over_limits(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for &field in FieldId::ALL {
            let length = match field {
                FieldId::Products => self.products.len(),
                FieldId::ProofProducts => self.proof_products.len(),
                _ => self.text(field).map_or(0, |text| text.chars().count()),
            };
            if length > field.max() {
                errors.push(FieldError {
                    field,
                    problem: FieldProblem::TooLong { max: field.max() },
                });
            }
        }
        let long_name = |name: &String| name.chars().count() > 100;
        if self
            .products
            .iter()
            .any(|product| long_name(&product.workload))
        {
            errors.push(FieldError {
                field: FieldId::Products,
                problem: FieldProblem::TooLong { max: 100 },
            });
        }
        if self.proof_products.iter().any(long_name) {
            errors.push(FieldError {
                field: FieldId::ProofProducts,
                problem: FieldProblem::TooLong { max: 100 },
            });
        }
        let max = FieldId::MonthlyRevenue.max();
        if self
            .products
            .iter()
            .any(|product| product.monthly_revenue_usd.chars().count() > max)
        {
            errors.push(FieldError {
                field: FieldId::MonthlyRevenue,
                problem: FieldProblem::TooLong { max },
            });
        }
        errors
    }

    /// Everything that is missing or cannot be read, in the order it is asked for.
    ///
    /// `today` is the day of submission in UTC; `files` counts the evidence attached.
    pub fn errors(&self, programme: &Programme, today: NaiveDate, files: usize) -> Vec<FieldError> {
        let mut errors = self.over_limits();
        for &field in FieldId::ALL {
            if errors.iter().any(|error| error.field == field) {
                continue;
            }
            errors.extend(
                self.problems(field, programme, today, files)
                    .into_iter()
                    .map(|problem| FieldError { field, problem }),
            );
        }
        errors.sort_by_key(|error| error.field);
        errors
    }

    fn problems(
        &self,
        field: FieldId,
        programme: &Programme,
        today: NaiveDate,
        files: usize,
    ) -> Vec<FieldProblem> {
        let one = |problem: Option<FieldProblem>| problem.into_iter().collect();
        match field {
            FieldId::Products => return self.product_problems(programme),
            FieldId::MonthlyRevenue => return self.revenue_problems(),
            FieldId::Evidence => return one((files == 0).then_some(FieldProblem::Missing)),
            FieldId::ProofNamesTenant | FieldId::ProofNamesDomain | FieldId::ProofProducts => {
                return Vec::new();
            }
            _ => {}
        }
        let text = self.text(field).unwrap_or_default().trim();
        if text.is_empty() {
            let optional = matches!(
                field,
                FieldId::SubscriptionEnd | FieldId::TransactingPartnerId | FieldId::Comments
            );
            // Only a CSP subscription has a partner who sells it.
            let no_seller = field == FieldId::TransactingPartnerName
                && Channel::parse(&self.channel) != Some(Channel::Csp);
            return one((!optional && !no_seller).then_some(FieldProblem::Missing));
        }
        one(match field {
            FieldId::CustomerTenantId | FieldId::SubscriptionId => names::Guid::parse(text)
                .is_none()
                .then_some(FieldProblem::NotAGuid),
            FieldId::CustomerDomain => names::domain(text)
                .is_none()
                .then_some(FieldProblem::NotADomain),
            FieldId::PartnerLocationId | FieldId::TransactingPartnerId => names::partner_id(text)
                .is_none()
                .then_some(FieldProblem::NotAPartnerId),
            FieldId::Channel => Channel::parse(text)
                .is_none()
                .then(|| FieldProblem::NotOffered {
                    given: text.to_owned(),
                }),
            FieldId::CustomerContactEmail | FieldId::PartnerContactEmail => names::email(text)
                .is_none()
                .then_some(FieldProblem::NotAnEmail),
            FieldId::SubscriptionStart => day(text).is_none().then_some(FieldProblem::NotADate),
            FieldId::SubscriptionEnd => match (day(&self.subscription_start), day(text)) {
                (_, None) => Some(FieldProblem::NotADate),
                (Some(start), Some(end)) if end < start => Some(FieldProblem::BeforeStart),
                _ => None,
            },
            FieldId::WorkedSince | FieldId::AcknowledgedOn => match day(text) {
                None => Some(FieldProblem::NotADate),
                Some(date) if date > today => Some(FieldProblem::InTheFuture),
                Some(_) => None,
            },
            _ => None,
        })
    }

    fn product_problems(&self, programme: &Programme) -> Vec<FieldProblem> {
        if self.products.is_empty() {
            return vec![FieldProblem::Missing];
        }
        let mut seen = Vec::new();
        let mut problems = Vec::new();
        for product in &self.products {
            match programme.revenue_workload(&product.workload) {
                None => problems.push(FieldProblem::NotOffered {
                    given: product.workload.clone(),
                }),
                Some(name) if seen.contains(&name) => {
                    problems.push(FieldProblem::Twice {
                        given: name.to_owned(),
                    });
                }
                Some(name) => seen.push(name),
            }
        }
        problems
    }

    fn revenue_problems(&self) -> Vec<FieldProblem> {
        self.products
            .iter()
            .filter(|product| product.monthly_revenue().is_none())
            .map(|product| FieldProblem::NotAnAmount {
                workload: product.workload.clone(),
            })
            .collect()
    }
}

impl ClaimForm {
    /// What the products bring in US dollars a month together; those that cannot be read yet
    /// bring nothing.
    pub fn monthly_revenue(&self) -> Amount {
        Amount::total(self.products.iter().filter_map(Product::monthly_revenue))
    }
}

impl Product {
    /// What it brings in US dollars a month; `None` unless it reads as an amount over zero.
    pub fn monthly_revenue(&self) -> Option<Amount> {
        Amount::parse(&self.monthly_revenue_usd)
            .ok()
            .filter(|amount| *amount > Amount::ZERO)
    }
}

//! The rules themselves: each reads the facts, and says whether it is met.

use std::borrow::Cow;

use chrono::{Days, Months, NaiveDate, TimeDelta};

use super::assessor::{About, Assessor, Judged};
use super::plain::{is_domain, is_email, is_guid, partner_id, same_name};
use super::{Context, Outcome, RuleId, Worth};
use crate::claim::form::{Channel, ClaimForm, FieldId, day};
use crate::programme::{ClaimRule, ClaimRules};
use crate::{Amount, Month, names};

/// The form and its context, with what several rules need read once.
pub(super) struct Facts<'a> {
    form: &'a ClaimForm,
    context: &'a Context<'a>,
    assessor: &'a Assessor<'a>,
    rules: &'a ClaimRules,
    today: NaiveDate,
    channel: Option<Channel>,
    start: Option<NaiveDate>,
    end: Option<NaiveDate>,
    products: Products,
    pub(super) floor: Amount,
}

/// The products of the form, by their places in it.
#[derive(Default)]
struct Products {
    unknown: Vec<usize>,
    under_the_floor: Vec<usize>,
    counting: Vec<usize>,
    a_revenue_is_unknown: bool,
    adds: usize,
}

type Said<'a> = (Outcome, &'static [FieldId], About<'a>);

/// `Unknown` while something is missing, else met or not.
fn known(condition: Option<bool>) -> Outcome {
    match condition {
        None => Outcome::Unknown,
        Some(true) => Outcome::Met,
        Some(false) => Outcome::Unmet,
    }
}

impl Products {
    fn read(
        form: &ClaimForm,
        context: &Context<'_>,
        assessor: &Assessor<'_>,
        floor: Amount,
    ) -> Self {
        let tenant = || names::Guid::parse(&form.customer_tenant_id);
        let tenant = if context.counting.is_empty() {
            None
        } else {
            tenant()
        };
        let counts_already = |workload: &str| {
            let mut pairs = context.counting.iter();
            tenant.is_some_and(|tenant| pairs.any(|(t, w)| *t == tenant && same_name(w, workload)))
        };
        let mut products = Self::default();
        for (place, product) in form.products.iter().enumerate() {
            let is_known = assessor.knows(&product.workload);
            if !is_known {
                products.unknown.push(place);
            }
            let counts = counts_already(&product.workload);
            if counts {
                products.counting.push(place);
            }
            match product.monthly_revenue() {
                Some(amount) if amount < floor => products.under_the_floor.push(place),
                Some(_) => products.adds += usize::from(is_known && !counts),
                None => products.a_revenue_is_unknown = true,
            }
        }
        products
    }
}

impl<'a> Facts<'a> {
    pub(super) fn read(
        form: &'a ClaimForm,
        context: &'a Context<'a>,
        assessor: &'a Assessor<'a>,
    ) -> Self {
        let floor = context
            .track
            .map_or(Amount::ZERO, |track| assessor.floor(track));
        Self {
            form,
            context,
            assessor,
            rules: &assessor.programme.claims,
            today: context.at.date_naive(),
            channel: Channel::parse(&form.channel),
            start: day(&form.subscription_start),
            end: day(&form.subscription_end),
            products: Products::read(form, context, assessor, floor),
            floor,
        }
    }

    pub(super) fn judge(&self, id: RuleId, rule: &'a ClaimRule) -> Judged<'a> {
        let (outcome, fields, about) = self.say(id);
        Judged {
            rule: id,
            severity: rule.severity,
            outcome,
            fields,
            sources: &rule.sources,
            about,
        }
    }

    fn say(&self, rule: RuleId) -> Said<'a> {
        match rule {
            RuleId::BusinessApplicationsWorkload => self.workloads(),
            RuleId::RecognisedSince => self.recognised_since(),
            RuleId::NotTheTransactingPartner => self.not_the_seller(),
            RuleId::SubscriptionActive => self.subscription_active(),
            RuleId::IdentifiersWellFormed => self.identifiers(),
            RuleId::LocationEnrolled => self.location(),
            RuleId::ContactsPresent => self.contacts(),
            RuleId::ProofAttached => (
                known(Some(self.context.files > 0)),
                &[FieldId::Evidence],
                About::Nothing,
            ),
            RuleId::ProofFinal => (
                known((self.context.files > 0).then_some(!self.context.provisional)),
                &[FieldId::Evidence],
                About::Nothing,
            ),
            RuleId::AcknowledgementDated => self.acknowledgement(),
            RuleId::ProofMatchesClaim => self.proof_matches(),
            RuleId::CompetingClaim => (
                known(self.context.competing.map(|competing| !competing)),
                &[FieldId::SubscriptionId],
                About::Nothing,
            ),
            RuleId::RecentlyProvisioned => self.provisioned(),
            RuleId::UnderTheFloor => self.under_the_floor(),
            RuleId::AlreadyCounts => self.already_counts(),
            RuleId::EndsWithinAYear => self.ends_soon(),
            RuleId::CspListedAsError => {
                let applies = self.channel.map(|channel| channel != Channel::Csp);
                (known(applies), &[FieldId::Channel], About::Nothing)
            }
            // Nothing to meet: it is always worth saying.
            RuleId::IncentivesUnchanged => (Outcome::Unmet, &[], About::Nothing),
        }
    }

    fn workloads(&self) -> Said<'a> {
        let unknown = self.products.unknown.clone();
        let chosen = (!self.form.products.is_empty()).then_some(unknown.is_empty());
        (
            known(chosen),
            &[FieldId::Products],
            About::Products(unknown),
        )
    }

    fn recognised_since(&self) -> Said<'a> {
        let from = self.rules.recognised_from;
        let met = self
            .channel
            .map(|channel| channel != Channel::Csp || self.today >= from);
        (known(met), &[FieldId::Channel], About::Day(from))
    }

    fn not_the_seller(&self) -> Said<'a> {
        let fields: &[FieldId] = &[
            FieldId::TransactingPartnerId,
            FieldId::TransactingPartnerName,
        ];
        let Some(channel) = self.channel else {
            return (Outcome::Unknown, fields, About::Nothing);
        };
        if channel != Channel::Csp {
            return (Outcome::Met, fields, About::Nothing);
        }
        let named = !self.form.transacting_partner_name.trim().is_empty();
        let Some(id) = partner_id(&self.form.transacting_partner_id) else {
            // Without the ID the name has to do; the reviewer sees both.
            return (known(named.then_some(true)), fields, About::Nothing);
        };
        let same = self.context.locations.iter().any(|own| *own == id)
            || partner_id(&self.form.partner_location_id).as_ref() == Some(&id);
        (known(Some(!same)), fields, About::Text(id))
    }

    fn subscription_active(&self) -> Said<'a> {
        let fields: &[FieldId] = &[FieldId::SubscriptionStart, FieldId::SubscriptionEnd];
        let grace = self.rules.grace_days;
        let about = About::Number(grace);
        let Some(start) = self.start else {
            return (Outcome::Unknown, fields, about);
        };
        let met = match (self.form.subscription_end.trim().is_empty(), self.end) {
            (true, _) => Some(start <= self.today),
            (false, None) => None,
            (false, Some(end)) => {
                let last = end
                    .checked_add_days(Days::new(u64::from(grace)))
                    .unwrap_or(NaiveDate::MAX);
                Some(start <= self.today && self.today <= last)
            }
        };
        (known(met), fields, about)
    }

    fn identifiers(&self) -> Said<'a> {
        let fields: &[FieldId] = &[
            FieldId::CustomerTenantId,
            FieldId::CustomerDomain,
            FieldId::SubscriptionId,
        ];
        let form = self.form;
        let read = [
            (&form.customer_tenant_id, is_guid(&form.customer_tenant_id)),
            (&form.customer_domain, is_domain(&form.customer_domain)),
            (&form.subscription_id, is_guid(&form.subscription_id)),
        ];
        let outcome = if read.iter().all(|(_, ok)| *ok) {
            Outcome::Met
        } else if read.iter().any(|(text, ok)| !ok && !text.trim().is_empty()) {
            Outcome::Unmet
        } else {
            Outcome::Unknown
        };
        (outcome, fields, About::Nothing)
    }

    fn location(&self) -> Said<'a> {
        let given = self.form.partner_location_id.trim();
        let met = (!given.is_empty()).then(|| {
            partner_id(given).is_some_and(|id| self.context.locations.iter().any(|own| *own == id))
        });
        (
            known(met),
            &[FieldId::PartnerLocationId],
            About::Text(Cow::Borrowed(given)),
        )
    }

    fn contacts(&self) -> Said<'a> {
        let fields: &[FieldId] = &[
            FieldId::CustomerContactName,
            FieldId::CustomerContactTitle,
            FieldId::CustomerContactEmail,
            FieldId::PartnerContactName,
            FieldId::PartnerContactEmail,
        ];
        let form = self.form;
        let complete = [
            &form.customer_contact_name,
            &form.customer_contact_title,
            &form.customer_contact_email,
            &form.partner_contact_name,
            &form.partner_contact_email,
        ]
        .iter()
        .all(|text| !text.trim().is_empty());
        let emails =
            || is_email(&form.customer_contact_email) && is_email(&form.partner_contact_email);
        (known(complete.then(emails)), fields, About::Nothing)
    }

    fn acknowledgement(&self) -> Said<'a> {
        let months = self.rules.acknowledgement_months;
        let oldest = self
            .today
            .checked_sub_months(Months::new(months))
            .unwrap_or(NaiveDate::MIN);
        let text = self.form.acknowledged_on.trim();
        let met = match day(text) {
            _ if text.is_empty() => None,
            None => Some(false),
            Some(date) => Some(oldest <= date && date <= self.today),
        };
        (
            known(met),
            &[FieldId::AcknowledgedOn],
            About::Months(months, oldest),
        )
    }

    fn proof_matches(&self) -> Said<'a> {
        let fields: &[FieldId] = &[
            FieldId::ProofNamesTenant,
            FieldId::ProofNamesDomain,
            FieldId::ProofProducts,
        ];
        let form = self.form;
        if self.context.files == 0 || form.products.is_empty() {
            return (Outcome::Unknown, fields, About::Nothing);
        }
        let mut missing = Vec::new();
        for (place, product) in form.products.iter().enumerate() {
            let mut proven = form.proof_products.iter();
            if !proven.any(|name| same_name(name, &product.workload)) {
                missing.push(place);
            }
        }
        let surplus = form.proof_products.iter().any(|name| {
            let mut claimed = form.products.iter();
            !claimed.any(|product| same_name(&product.workload, name))
        });
        let met =
            form.proof_names_tenant && form.proof_names_domain && missing.is_empty() && !surplus;
        (known(Some(met)), fields, About::Products(missing))
    }

    fn provisioned(&self) -> Said<'a> {
        let days = self.rules.provisioning_days;
        let met = self
            .start
            .map(|start| (self.today - start).num_days() >= i64::from(days));
        (
            known(met),
            &[FieldId::SubscriptionStart],
            About::Number(days),
        )
    }

    fn under_the_floor(&self) -> Said<'a> {
        let under = self.products.under_the_floor.clone();
        let all_known = !self.form.products.is_empty() && !self.products.a_revenue_is_unknown;
        let met = if under.is_empty() {
            all_known.then_some(true)
        } else {
            Some(false)
        };
        (
            known(met),
            &[FieldId::MonthlyRevenue],
            About::UnderFloor(under),
        )
    }

    fn already_counts(&self) -> Said<'a> {
        let counting = self.products.counting.clone();
        let can_tell = !self.form.products.is_empty() && is_guid(&self.form.customer_tenant_id);
        (
            known(can_tell.then_some(counting.is_empty())),
            &[FieldId::Products],
            About::Products(counting),
        )
    }

    fn ends_soon(&self) -> Said<'a> {
        let text = self.form.subscription_end.trim();
        let limit = self
            .today
            .checked_add_months(Months::new(self.rules.ends_within_months))
            .unwrap_or(NaiveDate::MAX);
        let met = if text.is_empty() {
            Some(true)
        } else {
            self.end.map(|end| end > limit)
        };
        (
            known(met),
            &[FieldId::SubscriptionEnd],
            About::Text(Cow::Borrowed(text)),
        )
    }

    pub(super) fn worth(&self) -> Worth {
        let adds = self.products.adds;
        let points = self
            .context
            .track
            .map(|track| self.assessor.points(track, adds))
            .unwrap_or_default();
        let review = TimeDelta::hours(i64::from(self.rules.review_hours));
        let at = self.context.at;
        let answered = at.checked_add_signed(review).unwrap_or(at);
        let from = Month::at(answered).plus(1);
        let baseline = i32::try_from(self.rules.baseline_after_months).unwrap_or(12);
        Worth {
            adds: u32::try_from(adds).unwrap_or(u32::MAX),
            points,
            from,
            baseline_from: from.plus(baseline),
        }
    }
}

//! The assessment written as plainly as it can be: every rule reads the form anew, every text is
//! made at once. The rules in the crate must say the same of every claim.

use chrono::{Days, Months, NaiveDate};
use claimdesk_recognition::claim::assess::Worth;
use claimdesk_recognition::claim::form::day;
use claimdesk_recognition::claim::{
    Assessment, Channel, ClaimForm, Context, FieldId, Finding, Outcome, RuleId,
};
use claimdesk_recognition::programme::{Formula, Metric};
use claimdesk_recognition::{Amount, Month, Points, Programme, names};

/// What the rules say of this form in this context.
pub(crate) fn assess(form: &ClaimForm, context: &Context<'_>, programme: &Programme) -> Assessment {
    let facts = Facts::read(form, context, programme);
    let findings = RuleId::ALL
        .into_iter()
        .filter_map(|id| {
            let rule = programme.claim_rule(id)?;
            let (outcome, fields, about) = facts.judge(id);
            Some(Finding {
                rule: id,
                severity: rule.severity,
                outcome,
                fields: fields.to_vec(),
                about,
                sources: rule.sources.clone(),
            })
        })
        .collect();
    Assessment {
        findings,
        worth: facts.worth(),
    }
}

struct Facts<'a> {
    form: &'a ClaimForm,
    context: &'a Context<'a>,
    programme: &'a Programme,
    today: NaiveDate,
    channel: Option<Channel>,
    floor: Amount,
}

type Judged = (Outcome, &'static [FieldId], Vec<String>);

/// `Unknown` while something is missing, else met or not.
fn known(condition: Option<bool>) -> Outcome {
    match condition {
        None => Outcome::Unknown,
        Some(true) => Outcome::Met,
        Some(false) => Outcome::Unmet,
    }
}

impl<'a> Facts<'a> {
    fn read(form: &'a ClaimForm, context: &'a Context<'a>, programme: &'a Programme) -> Self {
        Self {
            form,
            context,
            programme,
            today: context.at.date_naive(),
            channel: Channel::parse(&form.channel),
            floor: context
                .track
                .and_then(|track| programme.revenue_floor(track))
                .unwrap_or(Amount::ZERO),
        }
    }

    fn judge(&self, rule: RuleId) -> Judged {
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
                Vec::new(),
            ),
            RuleId::ProofFinal => (
                known((self.context.files > 0).then_some(!self.context.provisional)),
                &[FieldId::Evidence],
                Vec::new(),
            ),
            RuleId::AcknowledgementDated => self.acknowledgement(),
            RuleId::ProofMatchesClaim => self.proof_matches(),
            RuleId::CompetingClaim => (
                known(self.context.competing.map(|competing| !competing)),
                &[FieldId::SubscriptionId],
                Vec::new(),
            ),
            RuleId::RecentlyProvisioned => self.provisioned(),
            RuleId::UnderTheFloor => self.under_the_floor(),
            RuleId::AlreadyCounts => self.already_counts(),
            RuleId::EndsWithinAYear => self.ends_soon(),
            RuleId::CspListedAsError => {
                let applies = self.channel.map(|channel| channel != Channel::Csp);
                (known(applies), &[FieldId::Channel], Vec::new())
            }
            // Nothing to meet: it is always worth saying.
            RuleId::IncentivesUnchanged => (Outcome::Unmet, &[], Vec::new()),
        }
    }

    fn workloads(&self) -> Judged {
        let unknown: Vec<String> = self
            .form
            .products
            .iter()
            .filter(|product| self.programme.revenue_workload(&product.workload).is_none())
            .map(|product| product.workload.clone())
            .collect();
        let chosen = (!self.form.products.is_empty()).then_some(unknown.is_empty());
        (known(chosen), &[FieldId::Products], unknown)
    }

    fn recognised_since(&self) -> Judged {
        let from = self.programme.claims.recognised_from;
        let met = self
            .channel
            .map(|channel| channel != Channel::Csp || self.today >= from);
        (known(met), &[FieldId::Channel], vec![from.to_string()])
    }

    fn not_the_seller(&self) -> Judged {
        let fields: &[FieldId] = &[
            FieldId::TransactingPartnerId,
            FieldId::TransactingPartnerName,
        ];
        let Some(channel) = self.channel else {
            return (Outcome::Unknown, fields, Vec::new());
        };
        if channel != Channel::Csp {
            return (Outcome::Met, fields, Vec::new());
        }
        let named = !self.form.transacting_partner_name.trim().is_empty();
        let Some(id) = names::partner_id(&self.form.transacting_partner_id) else {
            // Without the ID the name has to do; the reviewer sees both.
            return (known(named.then_some(true)), fields, Vec::new());
        };
        let same = self.context.locations.contains(&id)
            || names::partner_id(&self.form.partner_location_id).as_ref() == Some(&id);
        (known(Some(!same)), fields, vec![id])
    }

    fn subscription_active(&self) -> Judged {
        let fields: &[FieldId] = &[FieldId::SubscriptionStart, FieldId::SubscriptionEnd];
        let grace = self.programme.claims.grace_days;
        let Some(start) = day(&self.form.subscription_start) else {
            return (Outcome::Unknown, fields, vec![grace.to_string()]);
        };
        let end_text = self.form.subscription_end.trim();
        let met = match (end_text.is_empty(), day(end_text)) {
            (true, _) => Some(start <= self.today),
            (false, None) => None,
            (false, Some(end)) => {
                let last = end
                    .checked_add_days(Days::new(u64::from(grace)))
                    .unwrap_or(NaiveDate::MAX);
                Some(start <= self.today && self.today <= last)
            }
        };
        (known(met), fields, vec![grace.to_string()])
    }

    fn identifiers(&self) -> Judged {
        let fields: &[FieldId] = &[
            FieldId::CustomerTenantId,
            FieldId::CustomerDomain,
            FieldId::SubscriptionId,
        ];
        let texts = [
            &self.form.customer_tenant_id,
            &self.form.customer_domain,
            &self.form.subscription_id,
        ];
        let read = [
            names::Guid::parse(texts[0]).is_some(),
            names::domain(texts[1]).is_some(),
            names::Guid::parse(texts[2]).is_some(),
        ];
        let wrong = texts
            .iter()
            .zip(read)
            .any(|(text, ok)| !text.trim().is_empty() && !ok);
        let outcome = if wrong {
            Outcome::Unmet
        } else if read.iter().all(|ok| *ok) {
            Outcome::Met
        } else {
            Outcome::Unknown
        };
        (outcome, fields, Vec::new())
    }

    fn location(&self) -> Judged {
        let given = self.form.partner_location_id.trim();
        let met = (!given.is_empty()).then(|| {
            names::partner_id(given).is_some_and(|id| self.context.locations.contains(&id))
        });
        (
            known(met),
            &[FieldId::PartnerLocationId],
            vec![given.to_owned()],
        )
    }

    fn contacts(&self) -> Judged {
        let fields: &[FieldId] = &[
            FieldId::CustomerContactName,
            FieldId::CustomerContactTitle,
            FieldId::CustomerContactEmail,
            FieldId::PartnerContactName,
            FieldId::PartnerContactEmail,
        ];
        let form = self.form;
        let complete = fields
            .iter()
            .all(|&field| !form.text(field).unwrap_or_default().trim().is_empty());
        let emails = names::email(&form.customer_contact_email).is_some()
            && names::email(&form.partner_contact_email).is_some();
        (known(complete.then_some(emails)), fields, Vec::new())
    }

    fn acknowledgement(&self) -> Judged {
        let months = self.programme.claims.acknowledgement_months;
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
            vec![months.to_string(), oldest.to_string()],
        )
    }

    fn proof_matches(&self) -> Judged {
        let fields: &[FieldId] = &[
            FieldId::ProofNamesTenant,
            FieldId::ProofNamesDomain,
            FieldId::ProofProducts,
        ];
        let form = self.form;
        if self.context.files == 0 || form.products.is_empty() {
            return (Outcome::Unknown, fields, Vec::new());
        }
        let folded: Vec<String> = form
            .proof_products
            .iter()
            .map(|name| names::fold(name))
            .collect();
        let missing: Vec<String> = form
            .products
            .iter()
            .filter(|product| !folded.contains(&names::fold(&product.workload)))
            .map(|product| product.workload.clone())
            .collect();
        let surplus = folded.iter().any(|name| {
            !form
                .products
                .iter()
                .any(|product| names::fold(&product.workload) == *name)
        });
        let met =
            form.proof_names_tenant && form.proof_names_domain && missing.is_empty() && !surplus;
        (known(Some(met)), fields, missing)
    }

    fn provisioned(&self) -> Judged {
        let days = self.programme.claims.provisioning_days;
        let met = day(&self.form.subscription_start)
            .map(|start| (self.today - start).num_days() >= i64::from(days));
        (
            known(met),
            &[FieldId::SubscriptionStart],
            vec![days.to_string()],
        )
    }

    fn under_the_floor(&self) -> Judged {
        let mut under: Vec<String> = Vec::new();
        let mut all_known = !self.form.products.is_empty();
        for product in &self.form.products {
            match product.monthly_revenue() {
                Some(amount) if amount < self.floor => under.push(product.workload.clone()),
                Some(_) => {}
                None => all_known = false,
            }
        }
        let met = if under.is_empty() {
            all_known.then_some(true)
        } else {
            Some(false)
        };
        let mut about = vec![self.floor.to_string()];
        about.extend(under);
        (known(met), &[FieldId::MonthlyRevenue], about)
    }

    fn counts_already(&self, workload: &str) -> bool {
        let Some(tenant) = names::Guid::parse(&self.form.customer_tenant_id) else {
            return false;
        };
        let folded = names::fold(workload);
        self.context
            .counting
            .iter()
            .any(|(t, w)| *t == tenant && names::fold(w) == folded)
    }

    fn already_counts(&self) -> Judged {
        let counting: Vec<String> = self
            .form
            .products
            .iter()
            .map(|product| product.workload.clone())
            .filter(|workload| self.counts_already(workload))
            .collect();
        let can_tell = !self.form.products.is_empty()
            && names::Guid::parse(&self.form.customer_tenant_id).is_some();
        (
            known(can_tell.then_some(counting.is_empty())),
            &[FieldId::Products],
            counting,
        )
    }

    fn ends_soon(&self) -> Judged {
        let text = self.form.subscription_end.trim();
        let within = self.programme.claims.ends_within_months;
        let limit = self
            .today
            .checked_add_months(Months::new(within))
            .unwrap_or(NaiveDate::MAX);
        let met = if text.is_empty() {
            Some(true)
        } else {
            day(text).map(|end| end > limit)
        };
        (
            known(met),
            &[FieldId::SubscriptionEnd],
            vec![text.to_owned()],
        )
    }

    fn worth(&self) -> Worth {
        let adds = self
            .form
            .products
            .iter()
            .filter(|product| {
                self.programme.revenue_workload(&product.workload).is_some()
                    && product
                        .monthly_revenue()
                        .is_some_and(|amount| amount >= self.floor)
                    && !self.counts_already(&product.workload)
            })
            .count();
        let points = self
            .context
            .track
            .and_then(|track| self.programme.track(track))
            .and_then(|track| {
                let fed = |metric: &&Metric| matches!(metric.formula, Formula::RevenuePairs { .. });
                track.metrics.iter().find(fed)
            })
            .map_or(Points::ZERO, |metric| {
                let adds = Points::whole(i64::try_from(adds).unwrap_or(i64::MAX));
                Points::of_metric(metric.max, adds, metric.full)
            });
        let answered = self.context.at
            + chrono::TimeDelta::hours(i64::from(self.programme.claims.review_hours));
        let from = Month::at(answered).plus(1);
        let baseline = i32::try_from(self.programme.claims.baseline_after_months).unwrap_or(12);
        Worth {
            adds: u32::try_from(adds).unwrap_or(u32::MAX),
            points: points.rounded(),
            from,
            baseline_from: from.plus(baseline),
        }
    }
}

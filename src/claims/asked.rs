//! Which claims are asked for, as the address carries it.

use claimdesk_recognition::claim::ClaimState;

/// Orders by what and which way: the first is the usual one.
pub(crate) const ORDERS: [(&str, &str); 9] = [
    ("changed", "desc"),
    ("changed", "asc"),
    ("due", "asc"),
    ("customer", "asc"),
    ("customer", "desc"),
    ("month", "desc"),
    ("month", "asc"),
    ("value", "desc"),
    ("value", "asc"),
];

/// Which claims, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// What is looked for, as typed.
    pub(crate) find: String,
    /// One state, or all.
    pub(crate) state: Option<ClaimState>,
    /// Only those that wait for the reader's organisation.
    pub(crate) waits: bool,
    /// Which of [`ORDERS`].
    pub(crate) order: usize,
}

impl Query {
    /// True where all claims are asked for.
    pub(crate) fn is_all(&self) -> bool {
        self.find.trim().is_empty() && self.state.is_none() && !self.waits
    }

    /// As parameters of an address, without the `?`; empty for the usual list. `encoded` writes a
    /// text so that it fits there.
    pub(crate) fn written(&self, encoded: impl Fn(&str) -> String) -> String {
        let mut parts = Vec::new();
        let find = self.find.trim();
        if !find.is_empty() {
            parts.push(format!("find={}", encoded(find)));
        }
        if let Some(state) = self.state {
            parts.push(format!("state={}", state.as_str()));
        }
        if self.waits {
            parts.push("waits=partner".to_owned());
        }
        if let Some((sort, order)) = ORDERS.get(self.order).filter(|_| self.order > 0) {
            parts.push(format!("sort={sort}&order={order}"));
        }
        parts.join("&")
    }

    /// Reads what [`Self::written`] writes. What is unknown is left out: an address is typed by
    /// hand now and then.
    pub(crate) fn read(address: &str, decoded: impl Fn(&str) -> Option<String>) -> Self {
        let mut query = Self::default();
        let (mut sort, mut order) = ("", "");
        for part in address.trim_start_matches('?').split('&') {
            match part.split_once('=') {
                Some(("find", text)) => query.find = decoded(text).unwrap_or_default(),
                Some(("state", state)) => query.state = ClaimState::parse(state),
                Some(("waits", "partner")) => query.waits = true,
                Some(("sort", by)) => sort = by,
                Some(("order", way)) => order = way,
                _ => {}
            }
        }
        let known = ORDERS
            .iter()
            .position(|(by, way)| *by == sort && (*way == order || order.is_empty()));
        query.order = known.unwrap_or_default();
        query
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_comes_back_from_its_address() {
        let encoded = |text: &str| text.replace(' ', "%20");
        let decoded = |text: &str| Some(text.replace("%20", " "));
        assert_eq!(Query::default().written(encoded), "");
        for order in 0..ORDERS.len() {
            let query = Query {
                find: "Havnens Bageri".to_owned(),
                state: Some(ClaimState::ActionRequired),
                waits: order % 2 == 0,
                order,
            };
            assert_eq!(Query::read(&query.written(encoded), decoded), query);
        }
        assert_eq!(
            Query::read("?sort=size&state=nowhere&more", decoded),
            Query::default()
        );
    }
}

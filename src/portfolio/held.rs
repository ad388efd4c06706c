//! The portfolio together with what it stands at: read once, asked many times.

use claimdesk_recognition::claim::FiledClaim;
use claimdesk_recognition::portfolio::{Absorbing, Portfolio};
use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::score::{ClaimKey, Standing};
use claimdesk_recognition::{Month, Programme};
use leptos::prelude::*;
use self_cell::self_cell;

use super::pace::Pace;

/// Names taken in at a time: some milliseconds' worth on a slow machine.
const NAMES: usize = 4096;
/// Months from the as-of month that are added up before anybody asks: the window. What the
/// forecast looks ahead it adds up itself, once the points are seen.
const AROUND: std::ops::RangeInclusive<i32> = -5..=0;
/// So many claims at most are corrected for in what is added up already.
const CORRECTED: usize = 100;

/// How a portfolio is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct View {
    /// The track, which Microsoft assigns.
    pub(super) track: TrackId,
    /// The as-of month; `None` for the latest in the data.
    pub(super) month: Option<Month>,
}

self_cell!(
    struct Standed {
        owner: Portfolio,

        #[not_covariant]
        dependent: Standing,
    }
);

/// What the files given so far say. Months that were added up stay so until another file, track
/// or month comes, so that a changed claim costs only its own pairs.
#[derive(Clone, Copy)]
pub(super) struct Held {
    place: StoredValue<Place, LocalStorage>,
    /// Claims that count, laid over whatever stands.
    laid: StoredValue<Vec<FiledClaim>>,
    /// Grows with each change of the portfolio or of what is laid over it, so that views look
    /// again.
    version: RwSignal<u32>,
    /// Grows when the portfolio is forgotten: long work on it ends then.
    epoch: StoredValue<u32>,
    /// How it was last looked at, or would have been if there were something.
    asked: StoredValue<Option<View>>,
    /// Grows when nothing that was added up is kept.
    afresh: RwSignal<u32>,
    programme: &'static Programme,
}

#[derive(Default)]
enum Place {
    #[default]
    Empty,
    /// Not looked at since it changed, or nothing in it can be looked at.
    Plain(Box<Portfolio>),
    Looked(View, Standed, Vec<ClaimKey>),
}

impl Place {
    fn plain(portfolio: Portfolio) -> Self {
        Self::Plain(Box::new(portfolio))
    }

    fn into_portfolio(self) -> Option<Portfolio> {
        match self {
            Self::Empty => None,
            Self::Plain(portfolio) => Some(*portfolio),
            Self::Looked(_, standed, _) => Some(standed.into_owner()),
        }
    }
}

impl Held {
    /// Nothing yet.
    pub(super) fn new(programme: &'static Programme) -> Self {
        Self {
            place: StoredValue::new_local(Place::Empty),
            laid: StoredValue::new(Vec::new()),
            version: RwSignal::new(0),
            epoch: StoredValue::new(0),
            asked: StoredValue::new(None),
            afresh: RwSignal::new(0),
            programme,
        }
    }

    /// The programme it is computed by.
    pub(super) const fn programme(self) -> &'static Programme {
        self.programme
    }

    /// Forgets all but the claims.
    pub(super) fn forget(self) {
        self.epoch.update_value(|epoch| *epoch += 1);
        self.place.set_value(Place::Empty);
        self.changed(true);
    }

    /// Takes in what another portfolio says, in slices; views go on seeing what was there until
    /// [`Held::show`]. Nothing comes of it if the portfolio is forgotten meanwhile.
    pub(super) async fn absorb(self, other: Portfolio, pace: &mut Pace) {
        if self.place.with_value(|place| matches!(place, Place::Empty)) {
            self.place.set_value(Place::plain(other));
            return;
        }
        let epoch = self.epoch.get_value();
        let mut absorbing = Absorbing::new(other, 0);
        loop {
            let done = self.place.try_update_value(|place| {
                let Some(mut portfolio) = std::mem::take(place).into_portfolio() else {
                    return true;
                };
                let done = absorbing.step(&mut portfolio, NAMES);
                *place = Place::plain(portfolio);
                done
            });
            if done.unwrap_or(true) {
                return;
            }
            pace.turn().await;
            if self.epoch.get_value() != epoch {
                return;
            }
        }
    }

    /// True when it holds more than any partner has.
    pub(super) fn is_full(self) -> bool {
        self.place.with_value(|place| match place {
            Place::Empty => false,
            Place::Plain(portfolio) => portfolio.is_full(),
            Place::Looked(_, standed, _) => standed.borrow_owner().is_full(),
        })
    }

    /// Adds up, in slices, what views are about to ask, then has them look again.
    pub(super) async fn show(self, pace: &mut Pace) {
        let epoch = self.epoch.get_value();
        if let Some(view) = self.asked.get_value() {
            for offset in AROUND {
                self.glance(view, |standing| {
                    standing.prepare(standing.as_of().plus(offset));
                });
                pace.turn().await;
                // Whoever looks at it otherwise meanwhile has what it takes added up at once.
                if self.epoch.get_value() != epoch || self.asked.get_value() != Some(view) {
                    break;
                }
            }
        }
        if self.epoch.get_value() == epoch {
            self.changed(true);
        }
    }

    /// Lays these claims over the portfolio in the place of those laid before; views look again.
    pub(super) fn lay(self, claims: Vec<FiledClaim>) {
        // One is corrected for; many are added up sooner anew.
        let afresh = claims.len() > CORRECTED;
        self.place.update_value(|place| {
            if afresh {
                let portfolio = std::mem::take(place).into_portfolio();
                *place = portfolio.map_or(Place::Empty, Place::plain);
            } else if let Place::Looked(_, standed, keys) = place {
                let before = std::mem::take(keys);
                *keys = standed.with_dependent_mut(|_, standing| {
                    for key in before {
                        standing.take(key);
                    }
                    put_all(standing, &claims)
                });
            }
        });
        self.laid.set_value(claims);
        self.changed(afresh);
    }

    /// Has the effect that asks run again whenever a view would look again.
    pub(super) fn follow(self) {
        self.version.track();
    }

    /// Counts how often everything had to be added up anew: for other files, or very many claims.
    /// Followed.
    pub(super) fn afresh(self) -> u32 {
        self.afresh.get()
    }

    fn changed(self, afresh: bool) {
        if afresh {
            self.afresh.update(|afresh| *afresh += 1);
        }
        self.version.update(|version| *version += 1);
    }

    /// Looks at the portfolio, followed by the view that asks. `None` while there is nothing to
    /// tell a score from. What is put into the standing is to be taken out again before the
    /// look ends.
    pub(super) fn look<T>(
        self,
        view: View,
        look: impl FnOnce(&mut Standing<'_>) -> T,
    ) -> Option<T> {
        self.version.track();
        self.asked.set_value(Some(view));
        self.glance(view, look)
    }

    /// The same without following.
    pub(super) fn glance<T>(
        self,
        view: View,
        look: impl FnOnce(&mut Standing<'_>) -> T,
    ) -> Option<T> {
        self.place
            .try_update_value(|place| {
                if !matches!(place, Place::Looked(at, ..) if *at == view) {
                    let portfolio = std::mem::take(place).into_portfolio()?;
                    *place = self.stand(view, portfolio);
                }
                match place {
                    Place::Looked(_, standed, _) => {
                        Some(standed.with_dependent_mut(|_, standing| look(standing)))
                    }
                    _ => None,
                }
            })
            .flatten()
    }

    fn stand(self, view: View, portfolio: Portfolio) -> Place {
        let programme = self.programme;
        let made = Standed::try_new_or_recover(portfolio, |portfolio| {
            Standing::new(portfolio, programme, view.track, view.month)
        });
        match made {
            Ok(mut standed) => {
                let keys = self.laid.with_value(|claims| {
                    standed.with_dependent_mut(|_, standing| put_all(standing, claims))
                });
                Place::Looked(view, standed, keys)
            }
            Err((portfolio, _)) => Place::plain(portfolio),
        }
    }
}

fn put_all(standing: &mut Standing<'_>, claims: &[FiledClaim]) -> Vec<ClaimKey> {
    claims
        .iter()
        .map(|filed| standing.put(&filed.id, &filed.claim))
        .collect()
}

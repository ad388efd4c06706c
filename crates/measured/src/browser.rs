//! The same calls for JavaScript, which holds the clock.

use claimdesk_recognition::Programme;
use wasm_bindgen::prelude::*;

use crate::{CUSTOMERS, Planner, portfolio};

/// [`Planner`] of ten thousand customers.
#[wasm_bindgen]
pub struct Measured(Planner<'static>);

#[wasm_bindgen]
impl Measured {
    /// The portfolio lives as long as the module.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Result<Self, JsError> {
        let programme: &'static Programme = Box::leak(Box::new(Programme::builtin()));
        let portfolio = portfolio(programme, CUSTOMERS).map_err(|error| told(&error))?;
        Planner::new(Box::leak(Box::new(portfolio)), programme)
            .map(Self)
            .map_err(|error| told(&error))
    }

    /// [`Planner::claim`].
    pub fn claim(&mut self) -> Result<i64, JsError> {
        number(self.0.claim())
    }

    /// [`Planner::claim_and_forecast`].
    pub fn forecast(&mut self) -> Result<i64, JsError> {
        number(self.0.claim_and_forecast())
    }
}

fn told(error: &anyhow::Error) -> JsError {
    JsError::new(&error.to_string())
}

fn number(points: anyhow::Result<i128>) -> Result<i64, JsError> {
    let points = points.map_err(|error| told(&error))?;
    i64::try_from(points).map_err(|error| JsError::new(&error.to_string()))
}

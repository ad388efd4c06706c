//! Calls to the provider.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use url::Url;

use crate::outbound::call::{Caller, Unreached};
use crate::outbound::is_safe;

/// Asks the provider, at safe addresses only.
#[derive(Clone)]
pub(super) struct Http(Caller);

impl Http {
    /// Trusts whom the system trusts.
    pub(super) fn new(patience: Duration) -> anyhow::Result<Self> {
        Caller::new(patience).map(Self)
    }

    /// Sends this. A redirect is an answer like any other, and no caller takes it for a good one.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Unreached> {
        let address = request.uri().to_string();
        if !Url::parse(&address).is_ok_and(|url| is_safe(&url)) {
            return Err(Unreached::NotSafe(address));
        }
        let answer = self.0.send(request.map(Bytes::from)).await?;
        Ok(answer.map(|body| body.to_vec()))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Unreached;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unreached>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

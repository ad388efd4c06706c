//! How slow a client may be. Somebody far away with a bad connection is slow; somebody who sends or
//! takes a byte now and then holds a place that others want.
//!
//! Time spent waiting for a client is owed, and every so many bytes pay for a second of it. Whoever
//! owes too much is cut off. The server's own time is never counted.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// How slow a client may be.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long the head of a request may take, or a connection may be idle.
    pub head: Duration,
    /// How much waiting may be owed.
    pub patience: Duration,
    /// Bytes that pay for a second.
    pub bytes_a_second: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(30),
            patience: Duration::from_mins(1),
            bytes_a_second: 1_000,
        }
    }
}

/// What one client owes.
#[derive(Debug)]
struct Debt {
    pace: Pace,
    owed: Duration,
    /// Since when it is waited for, and until when at most.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Debt {
    const fn new(pace: Pace) -> Self {
        Self {
            pace,
            owed: Duration::ZERO,
            waiting: None,
        }
    }

    /// So many bytes went by.
    fn paid(&mut self, bytes: usize) {
        if let Some((since, _)) = self.waiting.take() {
            self.owed += since.elapsed();
        }
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let paid = Duration::from_secs(1) * bytes / self.pace.bytes_a_second.max(1);
        self.owed = self.owed.saturating_sub(paid);
    }

    /// Ready once the client was waited for too long.
    fn poll_overdue(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let left = self.pace.patience.saturating_sub(self.owed);
        let (_, until) = self
            .waiting
            .get_or_insert_with(|| (Instant::now(), Box::pin(tokio::time::sleep(left))));
        until.as_mut().poll(context)
    }
}

/// The body of a request, as long as it comes quickly enough.
#[derive(Debug)]
pub struct PacedBody {
    body: Body,
    debt: Debt,
}

impl PacedBody {
    /// Watches over a body.
    pub const fn new(pace: Pace, body: Body) -> Self {
        Self {
            body,
            debt: Debt::new(pace),
        }
    }
}

impl HttpBody for PacedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            let bytes = match &frame {
                Some(Ok(frame)) => frame.data_ref().map_or(0, Bytes::len),
                _ => 0,
            };
            self.debt.paid(bytes);
            return Poll::Ready(frame);
        }
        ready!(self.debt.poll_overdue(context));
        Poll::Ready(Some(Err(axum::Error::new(too_slow()))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A connection, as long as what is written to it is taken quickly enough.
#[derive(Debug)]
pub struct PacedStream<S> {
    stream: S,
    debt: Debt,
}

impl<S> PacedStream<S> {
    /// Watches over a connection.
    pub const fn new(pace: Pace, stream: S) -> Self {
        Self {
            stream,
            debt: Debt::new(pace),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PacedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: Unpin> PacedStream<S> {
    /// What came of trying to write.
    fn tried(
        &mut self,
        written: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = written {
            self.debt.paid(*written.as_ref().unwrap_or(&0));
            return Poll::Ready(written);
        }
        ready!(self.debt.poll_overdue(context));
        Poll::Ready(Err(too_slow()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PacedStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.tried(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.tried(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

fn too_slow() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the client was too slow")
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    const PACE: Pace = Pace {
        head: Duration::from_secs(1),
        patience: Duration::from_secs(1),
        bytes_a_second: 1_000,
    };

    /// A body of which so many bytes come after each of these milliseconds; gives how many arrived.
    async fn taken(waits: &[u64], bytes: usize) -> Result<usize, axum::Error> {
        let waits = waits.to_vec();
        let pieces = futures::stream::unfold(waits.into_iter(), move |mut waits| async move {
            tokio::time::sleep(Duration::from_millis(waits.next()?)).await;
            Some((Ok::<_, io::Error>(Bytes::from(vec![b'x'; bytes])), waits))
        });
        let body = PacedBody::new(PACE, Body::from_stream(pieces));
        Ok(body.collect().await?.to_bytes().len())
    }

    #[tokio::test]
    async fn who_does_not_take_an_answer_is_cut_off() {
        let (server, mut client) = tokio::io::duplex(1_000);
        let mut server = PacedStream::new(PACE, server);
        let answer = vec![b'x'; 10_000];
        let error = server.write_all(&answer).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        // A byte now and then: no single wait is long.
        let trickle = tokio::spawn(async move {
            let mut one = [0];
            while client.read_exact(&mut one).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        });
        let error = server.write_all(&answer).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        trickle.abort();
    }

    #[tokio::test]
    async fn who_is_slow_is_waited_for_and_who_hardly_moves_is_not() {
        assert_eq!(taken(&[200, 0, 0], 1).await.unwrap(), 3);
        assert!(taken(&[5_000], 1).await.is_err());
        // A byte now and then: no single wait is long.
        assert!(taken(&[200; 20], 1).await.is_err());
        // As many bytes as pay for the waits, however long it takes.
        assert_eq!(taken(&[200; 10], 5_000).await.unwrap(), 50_000);
        // What came quickly before is no credit for standing still.
        assert!(taken(&[0, 0, 0, 5_000], 100_000).await.is_err());
    }
}

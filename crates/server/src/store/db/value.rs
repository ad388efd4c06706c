//! Values that go into statements and come out of rows.

use std::borrow::Cow;

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// None.
    Null,
    /// A whole number; truth is 1.
    Integer(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A value of a statement. One that is missing still has its type, which PostgreSQL asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bind<'q> {
    /// A whole number.
    Integer(Option<i64>),
    /// Text.
    Text(Option<Cow<'q, str>>),
    /// Bytes.
    Blob(Option<Cow<'q, [u8]>>),
}

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl From<$type> for Bind<'_> {
            fn from(value: $type) -> Self {
                Self::Integer(Some(value.into()))
            }
        }

        impl From<Option<$type>> for Bind<'_> {
            fn from(value: Option<$type>) -> Self {
                Self::Integer(value.map(Into::into))
            }
        }
    )*};
}
integers!(i64, i32, u32, u16, u8, bool);

macro_rules! texts {
    ($($type:ty => $make:expr),*) => {$(
        impl<'q> From<$type> for Bind<'q> {
            fn from(value: $type) -> Self {
                Self::Text(Some($make(value)))
            }
        }

        impl<'q> From<Option<$type>> for Bind<'q> {
            fn from(value: Option<$type>) -> Self {
                Self::Text(value.map($make))
            }
        }
    )*};
}
texts!(&'q str => Cow::Borrowed, String => Cow::Owned, &'q String => |text: &'q String| Cow::Borrowed(text.as_str()));

impl<'q> From<&'q Option<String>> for Bind<'q> {
    fn from(value: &'q Option<String>) -> Self {
        Self::Text(value.as_deref().map(Cow::Borrowed))
    }
}

impl<'q> From<&'q [u8]> for Bind<'q> {
    fn from(value: &'q [u8]) -> Self {
        Self::Blob(Some(Cow::Borrowed(value)))
    }
}

impl<'q> From<Option<&'q [u8]>> for Bind<'q> {
    fn from(value: Option<&'q [u8]>) -> Self {
        Self::Blob(value.map(Cow::Borrowed))
    }
}

impl<'q> From<&'q Vec<u8>> for Bind<'q> {
    fn from(value: &'q Vec<u8>) -> Self {
        Self::Blob(Some(Cow::Borrowed(value)))
    }
}

impl From<Vec<u8>> for Bind<'_> {
    fn from(value: Vec<u8>) -> Self {
        Self::Blob(Some(Cow::Owned(value)))
    }
}

impl From<Option<Vec<u8>>> for Bind<'_> {
    fn from(value: Option<Vec<u8>>) -> Self {
        Self::Blob(value.map(Cow::Owned))
    }
}

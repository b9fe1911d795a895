//! JSON from outside: bounded, without double keys, read field by field with the place of each in the errors.

use std::{cell::Cell, collections::BTreeMap, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::{
    IntakeError,
    error::{printable, shown},
};

/// Far above what the most images can have, far below what fills the memory.
const MAX_VALUES: usize = 3_000_000;

/// A JSON value. Numbers are whole and not negative in all that productmd writes for images; others are only noted.
#[derive(Debug)]
pub(crate) enum Value {
    Null,
    Flag(bool),
    Whole(u64),
    OtherNumber,
    Text(String),
    List(Vec<Value>),
    Object(BTreeMap<String, Value>),
}

/// Reads a document; syntax errors say line and column. `serde_json` bounds the depth (128).
pub(crate) fn parse(document: &'static str, bytes: &[u8]) -> Result<Value, IntakeError> {
    let left = Cell::new(MAX_VALUES);
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let malformed = |e: serde_json::Error| IntakeError::Malformed { document, problem: e.to_string() };
    let value = Bounded(&left).deserialize(&mut json).map_err(malformed)?;
    json.end().map_err(malformed)?;
    Ok(value)
}

#[derive(Clone, Copy)]
struct Bounded<'a>(&'a Cell<usize>);

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        let left = self.0.get().checked_sub(1);
        self.0.set(left.ok_or_else(|| D::Error::custom(format!("more than {MAX_VALUES} values")))?);
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Whole(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(u64::try_from(number).map_or(Value::OtherNumber, Value::Whole))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::OtherNumber)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut values = BTreeMap::new();
        while let Some(key) = object.next_key::<String>()? {
            // Readers differ in which of two equal keys counts: none may.
            if values.contains_key(&key) {
                return Err(A::Error::custom(format!("the key \"{}\" stands there twice", shown(&key))));
            }
            values.insert(key, object.next_value_seed(self)?);
        }
        Ok(Value::Object(values))
    }
}

/// A value with its place in the document.
pub(crate) struct Node<'a> {
    document: &'static str,
    path: String,
    value: &'a Value,
}

impl<'a> Node<'a> {
    pub(crate) fn root(document: &'static str, value: &'a Value) -> Self {
        Self { document, path: String::new(), value }
    }

    pub(crate) fn document(&self) -> &'static str {
        self.document
    }

    /// Such as `payload.images.Cloud.x86_64[3].size`.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn refuse(&self, problem: impl fmt::Display) -> IntakeError {
        let path = if self.path.is_empty() { "the document" } else { &self.path };
        IntakeError::Field { document: self.document, path: path.to_owned(), problem: printable(&problem.to_string()) }
    }

    fn expected(&self, what: &str) -> IntakeError {
        self.refuse(format_args!("expected {what}, found {}", self.value.kind()))
    }

    /// The member of an object; an error when it is missing.
    pub(crate) fn get(&self, key: &str) -> Result<Node<'a>, IntakeError> {
        match self.object()?.get(key) {
            Some(value) => Ok(self.child(self.member(key), value)),
            None => Err(Node { path: self.member(key), ..*self }.refuse("missing")),
        }
    }

    /// The member of an object, if it is there.
    pub(crate) fn find(&self, key: &str) -> Result<Option<Node<'a>>, IntakeError> {
        Ok(self.object()?.get(key).map(|value| self.child(self.member(key), value)))
    }

    pub(crate) fn members(&self) -> Result<Vec<(&'a str, Node<'a>)>, IntakeError> {
        let member = |(key, value): (&'a String, &'a Value)| (key.as_str(), self.child(self.member(key), value));
        Ok(self.object()?.iter().map(member).collect())
    }

    pub(crate) fn items(&self) -> Result<impl ExactSizeIterator<Item = Node<'a>>, IntakeError> {
        match self.value {
            Value::List(list) => {
                Ok(list.iter().enumerate().map(|(n, value)| self.child(format!("{}[{n}]", self.path), value)))
            }
            _ => Err(self.expected("a list")),
        }
    }

    pub(crate) fn text(&self) -> Result<&'a str, IntakeError> {
        match self.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.expected("a text")),
        }
    }

    pub(crate) fn text_or_null(&self) -> Result<Option<&'a str>, IntakeError> {
        match self.value {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            _ => Err(self.expected("a text or null")),
        }
    }

    pub(crate) fn whole(&self) -> Result<u64, IntakeError> {
        match self.value {
            Value::Whole(number) => Ok(*number),
            _ => Err(self.expected("a whole number")),
        }
    }

    pub(crate) fn flag(&self) -> Result<bool, IntakeError> {
        match self.value {
            Value::Flag(flag) => Ok(*flag),
            _ => Err(self.expected("true or false")),
        }
    }

    fn object(&self) -> Result<&'a BTreeMap<String, Value>, IntakeError> {
        match self.value {
            Value::Object(object) => Ok(object),
            _ => Err(self.expected("an object")),
        }
    }

    fn child(&self, path: String, value: &'a Value) -> Node<'a> {
        Node { document: self.document, path, value }
    }

    fn member(&self, key: &str) -> String {
        let dot = if self.path.is_empty() { "" } else { "." };
        format!("{}{dot}{}", self.path, shown(key))
    }
}

impl Value {
    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Flag(_) => "true or false",
            Self::Whole(_) => "a number",
            Self::OtherNumber => "a number that is negative, broken or too large",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

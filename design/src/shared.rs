//! A part of the document that its copies share until one of them changes it.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that is copied when it is written to, and only if another copy is still about: history,
/// drawing and simulation keep copies of the document, and a drag makes one in each frame.
#[derive(Debug, Default)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// Are both the very same, as after a copy that neither has written to? Equal ones may say no.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.0 == other.0
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<'a, K, V> IntoIterator for &'a Shared<BTreeMap<K, V>> {
    type Item = (&'a K, &'a V);
    type IntoIter = std::collections::btree_map::Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_the_same_until_one_is_written_to() {
        let one: Shared<BTreeMap<_, _>> = BTreeMap::from([(1, "a")]).into();
        let mut other = one.clone();
        assert!(one.is_same(&other));
        other.insert(2, "b");
        assert!(!one.is_same(&other) && one != other);
        assert_eq!((one.len(), other.len()), (1, 2), "each has its own");
        other.remove(&2);
        assert!(!one.is_same(&other) && one == other, "equal, though not the same");
    }

    #[test]
    fn it_reads_and_writes_as_its_value_does() {
        let one: Shared<Vec<u8>> = vec![1, 2].into();
        let json = serde_json::to_string(&one).unwrap();
        assert_eq!(json, "[1,2]");
        assert_eq!(serde_json::from_str::<Shared<Vec<u8>>>(&json).unwrap(), one);
    }
}

//! A small XML writer that escapes.

/// A run of elements without a root.
#[derive(Debug, Default)]
pub(crate) struct Xml(String);

impl Xml {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// `<return>true</return>`: the whole answer of many actions.
    pub(crate) fn done() -> Self {
        let mut xml = Self::new();
        xml.leaf("return", "true");
        xml
    }

    pub(crate) fn leaf(&mut self, name: &str, text: impl AsRef<str>) {
        self.open(name);
        text.as_ref().chars().for_each(|c| self.escape(c));
        self.close(name);
    }

    /// Nothing when there is no text: EC2 leaves absent members out.
    pub(crate) fn maybe(&mut self, name: &str, text: Option<impl AsRef<str>>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    pub(crate) fn flag(&mut self, name: &str, flag: bool) {
        self.leaf(name, if flag { "true" } else { "false" });
    }

    pub(crate) fn node(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.open(name);
        inside(self);
        self.close(name);
    }

    /// `<name><item>..</item>..</name>`.
    pub(crate) fn list<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.node(name, |xml| {
            for item in items {
                xml.node("item", |xml| write(xml, item));
            }
        });
    }

    pub(crate) fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// The document with this root and, when given, its namespace.
    pub(crate) fn document(&self, root: &str, namespace: Option<&str>) -> String {
        let namespace = namespace.map_or_else(String::new, |uri| format!(" xmlns=\"{uri}\""));
        let body = &self.0;
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root}{namespace}>{body}</{root}>")
    }

    fn open(&mut self, name: &str) {
        self.0.push('<');
        self.0.push_str(name);
        self.0.push('>');
    }

    fn close(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    fn escape(&mut self, c: char) {
        match c {
            '<' => self.0.push_str("&lt;"),
            '>' => self.0.push_str("&gt;"),
            '&' => self.0.push_str("&amp;"),
            '"' => self.0.push_str("&quot;"),
            '\'' => self.0.push_str("&apos;"),
            '\t' | '\n' | ' '.. => self.0.push(c),
            // XML 1.0 has no way to write the other control characters.
            _ => self.0.push('\u{fffd}'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_lists_are_items() {
        let mut xml = Xml::new();
        xml.leaf("name", "a<b>&\"c'\u{1}");
        xml.list("tagSet", [1, 2], |xml, n: i32| xml.leaf("key", n.to_string()));
        xml.maybe("none", None::<&str>);
        insta::assert_snapshot!(xml.document("R", Some("http://x/")), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <R xmlns="http://x/"><name>a&lt;b&gt;&amp;&quot;c&apos;�</name><tagSet><item><key>1</key></item><item><key>2</key></item></tagSet></R>
        "#);
    }
}

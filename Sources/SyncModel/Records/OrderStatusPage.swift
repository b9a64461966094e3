extension Field<String> {
    /// The address of an order's status page in the one form that every source agrees on.
    ///
    /// Webhooks and the Admin API end it differently: `…/authenticate?key=…` carries a key that each source makes anew and
    /// that lets whoever holds the link in as the customer. Left in, every comparison would find a difference, and a CRM
    /// would hold a secret; without it the page is the same.
    package var orderStatusPage: Field<String> {
        map { text in
            let page = text.prefix { $0 != "?" && $0 != "#" }
            return String(page.hasSuffix("/authenticate") ? page.dropLast("/authenticate".count) : page)
        }
    }
}

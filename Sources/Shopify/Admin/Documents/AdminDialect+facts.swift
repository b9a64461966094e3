/// Documents that look at the app and the store; each alone, since a refusal of one must not hide the others.
extension AdminDialect {
    var installation: AdminDocument {
        AdminDocument(
            name: "Installation",
            text: """
                query Installation {
                shop { name myshopifyDomain currencyCode ianaTimezone }
                currentAppInstallation { accessScopes { handle } app { title developerType published } }
                publicApiVersions { handle supported }
                }
                """
        )
    }

    /// Enough customers to tell whether their data is withheld; variable `first`.
    var customerProbe: AdminDocument {
        AdminDocument(
            name: "CustomerProbe",
            text: """
                query CustomerProbe($first: Int!) {
                customers(first: $first, sortKey: UPDATED_AT, reverse: true) {
                nodes {
                firstName lastName
                defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
                defaultAddress { address1 }
                }
                }
                }
                """
        )
    }

    /// The oldest order that is visible.
    var oldestOrder: AdminDocument {
        AdminDocument(
            name: "OldestOrder",
            text: "query OldestOrder { orders(first: 1, sortKey: CREATED_AT) { nodes { createdAt } } }"
        )
    }
}

/// What the app that asks may see.
package struct AppGrant: Sendable, Equatable {
    /// How far the app is approved for protected customer data.
    package enum ProtectedData: Int, Sendable, Comparable {
        /// Customer and order objects are refused.
        case none
        /// Without name, address, phone and e-mail.
        case level1
        case level2

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    package var scopes: Set<String>
    package var protectedData: ProtectedData

    package init(
        scopes: Set<String> = ["read_customers", "read_orders", "read_all_orders", "read_customer_merge"],
        protectedData: ProtectedData = .level2
    ) {
        self.scopes = scopes
        self.protectedData = protectedData
    }

    /// A write scope implies reading.
    func allows(_ scope: String) -> Bool {
        scopes.contains(scope) || scopes.contains(scope.replacing("read_", with: "write_", maxReplacements: 1))
    }

    /// - Throws: the refusal that names the scope, or the one for protected data.
    func require(_ scope: String, field: String, object: String?) throws(GraphQLFailure) {
        guard allows(scope) else {
            let access = "`\(scope)` access scope."
            throw GraphQLFailure(
                "Access denied for \(field) field. Required access: \(access)",
                extensions: [
                    .init("code", "ACCESS_DENIED"),
                    .init("documentation", "https://shopify.dev/api/usage/access-scopes"),
                    .init("requiredAccess", .string(access)),
                ]
            )
        }
        guard let object, protectedData == .none else { return }
        let page = "https://shopify.dev/docs/apps/launch/protected-customer-data"
        throw GraphQLFailure(
            "This app is not approved to access the \(object) object. See \(page) for more details.",
            extensions: [.init("code", "ACCESS_DENIED"), .init("documentation", .string(page))]
        )
    }
}

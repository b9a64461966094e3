extension ZohoConnector {
    /// What a code must be made with, for everything that the connector does.
    package static let scopes = [
        "ZohoCRM.modules.ALL", "ZohoCRM.settings.fields.ALL", "ZohoCRM.settings.layouts.READ",
        "ZohoCRM.settings.pipeline.READ", "ZohoCRM.settings.currencies.READ", "ZohoCRM.settings.recycle_bin.ALL",
        "ZohoCRM.org.READ", "ZohoCRM.coql.READ",
    ]

    /// What of that a grant lacks; `.ALL` holds every single right, and a whole group its parts.
    package static func missingScopes(_ granted: [String]) -> [String] {
        let held = Set(granted)
        return scopes.filter { scope in
            var parts = scope.split(separator: ".").map(String.init)
            if held.contains(scope) { return false }
            parts.removeLast()
            while parts.count >= 2 {
                if held.contains(parts.joined(separator: ".") + ".ALL") { return false }
                parts.removeLast()
            }
            return true
        }
    }
}

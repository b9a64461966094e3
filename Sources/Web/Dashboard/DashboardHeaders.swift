import HTTPTypes

/// What every page is sent with: nothing from elsewhere, no script in the page, in no frame, kept nowhere.
enum DashboardHeaders {
    static let page: HTTPFields = {
        var headers: HTTPFields = [
            .cacheControl: "no-store",
            .contentSecurityPolicy:
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in [
            ("Referrer-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ] {
            if let field = HTTPField.Name(name) { headers[field] = value }
        }
        return headers
    }()

    /// Whether a request comes from another site's page, by what browsers say of it.
    static func isForeign(_ headers: HTTPFields) -> Bool {
        guard let name = HTTPField.Name("Sec-Fetch-Site"), let site = headers[name] else { return false }
        return site != "same-origin" && site != "none"
    }

    /// Whether the address that a browser asked for is this machine's own, so that no name of another site leads here.
    static func isLoopback(_ authority: String?) -> Bool {
        guard let authority, !authority.isEmpty else { return false }
        let address = authority.contains(":") && !authority.hasSuffix("]") ? authority : authority + ":80"
        return ListenAddress(address)?.isLoopback ?? false
    }
}

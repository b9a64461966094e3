import HTTPTypes

/// What browsers are told to refuse.
enum SecurityHeaders {
    /// Of every answer: it is what its type says, and says nothing to other sites.
    static let all: HTTPFields = fields([
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ])

    /// Of pages: nothing but our own files is loaded, nothing inline runs, no form leads elsewhere, and nobody frames them.
    static let page: HTTPFields = fields([
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        ("X-Frame-Options", "DENY"), ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("Cache-Control", "no-store"),
    ])

    /// Adds those that an answer does not set itself; a page is known by its type.
    static func add(to headers: inout HTTPFields) {
        merge(all, into: &headers)
        if headers[.contentType]?.hasPrefix("text/html") == true { merge(page, into: &headers) }
    }

    private static func merge(_ fields: HTTPFields, into headers: inout HTTPFields) {
        for field in fields where headers[field.name] == nil { headers.append(field) }
    }

    private static func fields(_ pairs: [(String, String)]) -> HTTPFields {
        HTTPFields(pairs.compactMap { name, value in HTTPField.Name(name).map { HTTPField(name: $0, value: value) } })
    }
}

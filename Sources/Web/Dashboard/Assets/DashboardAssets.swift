import Crypto
import HTTPTypes
import HummingbirdCore

/// A file that pages load: named by its content, so that a browser keeps it for good and never holds an old one.
struct DashboardAsset: Sendable {
    let path: String
    private let text: String
    private let type: String

    init(_ name: String, _ suffix: String, type: String, text: String) {
        let hash = SHA256.hash(data: Array(text.utf8)).prefix(6).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }
        path = "/assets/\(name).\(hash.joined()).\(suffix)"
        self.text = text
        self.type = type
    }

    var response: Response {
        Answer.make(
            .ok,
            text,
            type: type,
            headers: [.cacheControl: "public, max-age=31536000, immutable", .xContentTypeOptions: "nosniff"]
        )
    }
}

enum DashboardAssets {
    static let style = DashboardAsset("sluice", "css", type: "text/css; charset=utf-8", text: DashboardStyle.text)
    static let script = DashboardAsset(
        "sluice",
        "js",
        type: "text/javascript; charset=utf-8",
        text: DashboardScript.text
    )

    /// The file of that path; `nil` where there is none.
    static func response(_ path: Substring) -> Response? {
        [style, script].first { $0.path == path }?.response
    }
}

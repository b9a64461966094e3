import HTTPTypes
import HummingbirdCore

/// `/`: what this is, and where to look.
package struct HomePage: Sendable {
    private let version: String

    package init(version: String) {
        self.version = version
    }

    func respond(to request: Request) -> Response {
        guard request.method == .get || request.method == .head else { return Answer.methodNotAllowed("GET") }
        return Answer.html(
            """
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><title>Sluice</title>
            <h1>Sluice \(version)</h1>
            <p>Keeps a CRM in step with Shopify.</p>
            <ul>
            <li><a href="/readyz">Is it ready?</a></li>
            <li><a href="/metrics">Metrics</a></li>
            </ul>
            </html>

            """
        )
    }
}

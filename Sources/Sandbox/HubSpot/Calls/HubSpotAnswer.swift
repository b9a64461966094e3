/// What the simulated account answers.
package struct HubSpotAnswer: Sendable {
    package enum Body: Sendable {
        case none
        case json(SandboxJSON)
        case html(String)
    }

    package var status: Int
    package var headers: [String: String] = [:]
    package var body: Body

    init(_ status: Int, _ body: SandboxJSON) {
        self.status = status
        self.body = .json(body)
    }

    init(status: Int, body: Body = .none) {
        self.status = status
        self.body = body
    }

    static let noContent = HubSpotAnswer(status: 204)

    init(_ refusal: HubSpotRefusal, correlationID: String) {
        self.init(refusal.status, refusal.body(correlationID: correlationID))
    }
}

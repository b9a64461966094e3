/// An answer of the simulated shop before it becomes HTTP.
package struct AdminAnswer: Sendable {
    package enum Body: Sendable {
        case none
        case json(SandboxJSON)
        case html(String)
        /// Lines of a bulk result, already in their bytes.
        case lines([UInt8])
    }

    package var status: Int
    package var headers: [(name: String, value: String)] = []
    package var body: Body

    package init(_ status: Int, _ body: Body, headers: [(name: String, value: String)] = []) {
        self.status = status
        self.body = body
        self.headers = headers
    }

    init(_ status: Int, _ json: SandboxJSON) { self.init(status, .json(json)) }
}

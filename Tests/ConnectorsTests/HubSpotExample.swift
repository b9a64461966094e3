import FoundationEssentials
import Outbound
import Testing

/// A recorded or documented answer from the contract data, which lies beside the package or where `SLUICE_SHARED` says.
struct HubSpotExample {
    let response: OutboundResponse

    /// Cancels the running test where there is no contract data; in CI that is a failure.
    init(_ name: String) throws {
        let environment = ProcessInfo.processInfo.environment
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        let shared = environment["SLUICE_SHARED"] ?? "\(root)/../shared"
        let path = "\(shared)/contracts/hubspot/examples/\(name).json"
        guard FileManager.default.fileExists(atPath: path) else {
            if environment["CI"] == "true" { Issue.record("no contract data at \(path)") }
            try Test.cancel("no contract data at \(path): set SLUICE_SHARED to where it is")
        }
        let example = try JSONValue(parsing: [UInt8](Data(contentsOf: URL(filePath: path))))
        let answer = try #require(example["response"])
        var headers: [(name: String, value: String)] = []
        if case .object(let members)? = answer["headers"] {
            headers = members.compactMap { name, value in value.string.map { (name: name, value: $0) } }
        }
        let body = answer["bodyText"]?.string ?? answer["body"]?.text ?? ""
        response = OutboundResponse(
            status: try #require(answer["status"]?.int),
            headers: headers,
            body: Array(body.utf8)
        )
    }
}

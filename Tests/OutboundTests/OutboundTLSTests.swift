import Foundation
import Outbound
import Testing

@Suite("Outbound client, TLS") struct OutboundTLSTests {
    @Test func trustsTheExtraAuthorityForItsOwnHostOnly() async throws {
        try await LoopbackServer.run(tls: LoopbackCertificate.context(), respond: { _ in .ok("{}") }) { server in
            try await withTemporaryFile(LoopbackCertificate.certificate) { file in
                let client = try OutboundClient(allowedHosts: server.hosts, extraTrustRootsFile: file)
                try await using(client) {
                    let good = OutboundRequest(system: "rest", url: "https://localhost:\(server.port)/")
                    let response = try await client.send(good)
                    #expect(response.status == 200)
                    let otherName = OutboundRequest(system: "rest", url: "https://127.0.0.1:\(server.port)/")
                    #expect(await failure(of: otherName, by: client)?.isNotSent == true)
                }
            }
        }
    }

    @Test func anUnknownAuthorityWasNotSent() async throws {
        try await withServer(tls: LoopbackCertificate.context(), answering: { _ in .ok("{}") }) { server, client in
            let request = OutboundRequest(system: "rest", url: "https://localhost:\(server.port)/")
            #expect(await failure(of: request, by: client)?.isNotSent == true)
        }
    }

    @Test func aHandshakeThatNeverEndsWasNotSent() async throws {
        try await LoopbackServer.run(respond: { _ in .silence }) { server in
            let client = try OutboundClient(allowedHosts: server.hosts, connectTimeout: .milliseconds(200))
            try await using(client) {
                let request = OutboundRequest(system: "rest", url: "https://localhost:\(server.port)/")
                #expect(await failure(of: request, by: client)?.isNotSent == true)
            }
        }
    }

    @Test(arguments: ["no certificate", ""]) func anUnusableAuthorityFileIsNamed(_ content: String) async throws {
        try await withTemporaryFile(content) { file in
            let error = #expect(throws: TrustRootsError.self) {
                try OutboundClient(allowedHosts: [], extraTrustRootsFile: file)
            }
            #expect(error?.description.contains(file) == true)
        }
    }
}

/// Runs `body` with the path of a file that exists for that time.
func withTemporaryFile<Result>(_ content: String?, _ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "outbound-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "file")
    if let content { try Data(content.utf8).write(to: file) }
    return try await body(file.path)
}

import Conformance
import Foundation
import Logging
import Testing

@testable import Outbound

@Suite("Traffic recorder") struct TrafficRecorderTests {
    private static let members: Set = [
        "at", "system", "method", "url", "request_headers", "request_body", "status", "response_headers",
        "response_body",
    ]

    @Test func writesExactlyTheMembersOfAnExchange() async throws {
        try await withRecording(answering: { _ in
            .ok(
                #"{"id": 12.50, "name": "Zoë / \u00e9"}"#,
                headers: ["Content-Type: application/json", "X-A: 1", "x-a: 2"]
            )
        }) { server, client, file in
            let before = Date()
            _ = try await client.send(
                OutboundRequest(
                    system: "hubspot",
                    method: .post,
                    url: "\(server.base)/v1/x?limit=1",
                    headers: [("Content-Type", "application/json"), ("Authorization", "Bearer planted")],
                    body: Array(#"{ "b": 1, "a" : [1.0] }"#.utf8)
                )
            )
            let line = try RecordedLine.only(in: file)
            #expect(line.names == Self.members)
            let at = try #require(line.text("at"))
            let time = try Date(at, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            #expect(at.hasSuffix("Z") && abs(time.timeIntervalSince(before)) < 60)
            #expect(line.text("system") == "hubspot")
            #expect(line.text("method") == "POST")
            #expect(line.text("url") == "\(server.base)/v1/x?limit=1")
            #expect(
                line.headers("request_headers") == [
                    "content-type": "application/json", "authorization": "Bearer ***", "user-agent": "sluice",
                    "accept-encoding": "gzip",
                ]
            )
            #expect(line.text("request_body") == #"{ "b": 1, "a" : [1.0] }"#)
            #expect(line.members["status"] as? Int == 200)
            let headers = line.headers("response_headers")
            #expect(headers?["content-type"] == "application/json")
            #expect(headers?["x-a"] == "1, 2")
            #expect(line.text("response_body") == #"{"id": 12.50, "name": "Zoë / \u00e9"}"#)
        }
    }

    @Test func writesNullWhereThereIsNothing() async throws {
        try await withRecording(answering: { _ in .silence }) { server, client, file in
            let request = OutboundRequest(system: "rest", url: server.base, deadline: .seconds(1))
            #expect(await failure(of: request, by: client)?.isNoAnswer == true)
            let line = try RecordedLine.only(in: file)
            #expect(line.names == Self.members)
            #expect(line.isNull("status") && line.isNull("request_body") && line.isNull("response_body"))
            #expect(line.headers("response_headers") == [:])
        }
    }

    @Test func recordsNoExchangeThatNeverBegan() async throws {
        try await withRecording(answering: { _ in .ok("{}") }) { _, client, file in
            let request = OutboundRequest(system: "rest", url: "https://other.example/")
            #expect(await failure(of: request, by: client) == .refusedHost("https://other.example"))
            let lines = try RecordedLine.all(in: file)
            #expect(lines.isEmpty)
        }
    }

    @Test func writesABodyThatIsNoTextAsBase64() async throws {
        let bytes: [UInt8] = [0xFF, 0xFE, 0x00, 0x0A]
        try await withRecording(answering: { _ in .bytes(LoopbackServer.Answer.message(bytes)) }) {
            server,
            client,
            file in
            _ = try await client.send(OutboundRequest(system: "zoho", method: .put, url: server.base, body: bytes))
            let line = try RecordedLine.only(in: file)
            #expect(line.names == Self.members.union(["request_body_encoding", "response_body_encoding"]))
            for side in ["request", "response"] {
                #expect(line.text("\(side)_body_encoding") == "base64")
                #expect(line.text("\(side)_body") == Data(bytes).base64EncodedString())
            }
        }
    }

    @Test func writesALargeBodyWhole() async throws {
        let body = #"{"rows":""# + String(repeating: #"\"ü0123456789"#, count: 1_200_000) + #""}"#
        #expect(body.utf8.count > 16_000_000)
        try await withRecording(answering: { _ in .ok(body) }) { server, client, file in
            let request = OutboundRequest(
                system: "shopify",
                url: server.base,
                deadline: .seconds(120),
                maximumResponseBytes: 32_000_000
            )
            _ = try await client.send(request)
            #expect(try RecordedLine.only(in: file).text("response_body") == body)
        }
    }

    @Test func keepsTheLinesOfConcurrentWritersWhole() async throws {
        try await withTemporaryFile(nil) { file in
            let writers = try (0..<4).map { _ in try TrafficRecorder(path: file, logger: silentLogger) }
            await withTaskGroup { group in
                for (number, writer) in writers.enumerated() {
                    group.addTask {
                        for turn in 0..<50 {
                            let body = Array(String(repeating: "\(number)", count: 20_000 + turn).utf8)
                            let request = OutboundRequest(system: "rest", url: "http://127.0.0.1/\(number)", body: body)
                            writer.record(request, headers: [], sentAt: Date(), response: nil)
                        }
                    }
                }
            }
            let lines = try RecordedLine.all(in: file)
            #expect(lines.count == 200)
            for line in lines {
                let body = try #require(line.text("request_body"))
                #expect(Set(body).count == 1 && line.text("url")?.last == body.first)
            }
        }
    }

    @Test(arguments: [nil, "older line\n"]) func makesTheFilePrivateAndKeepsItsLines(_ content: String?) async throws {
        try await withTemporaryFile(content) { file in
            if content != nil {
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
            }
            let recorder = try TrafficRecorder(path: file, logger: silentLogger)
            let request = OutboundRequest(system: "rest", url: "http://127.0.0.1/")
            recorder.record(request, headers: [], sentAt: Date(), response: nil)
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
            let text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(text.hasPrefix(content ?? "{") && text.hasSuffix("}\n"))
        }
    }

    @Test func theEnvironmentDecidesAndTheLogWarnsOnce() async throws {
        #expect(try TrafficRecorder.fromEnvironment([:]) == nil)
        #expect(try TrafficRecorder.fromEnvironment([TrafficRecorder.variable: ""]) == nil)
        try await withTemporaryFile(nil) { file in
            let log = CapturedLog()
            let environment = ["SLUICE_RECORD_TRAFFIC": file]
            let recorder = try #require(try TrafficRecorder.fromEnvironment(environment, logger: log.logger))
            for _ in 0..<3 {
                let request = OutboundRequest(system: "rest", url: "http://127.0.0.1/")
                recorder.record(request, headers: [], sentAt: Date(), response: nil)
            }
            #expect(try RecordedLine.all(in: file).count == 3)
            #expect(log.entries.map(\.level) == [.warning])
            #expect(log.entries.first?.message.contains("personal data") == true)
            #expect(log.entries.first?.metadata["file"] == "\(file)")
        }
    }

    @Test func anUnusablePathIsNamedWithTheVariable() {
        let error = #expect(throws: RecordingFileError.self) {
            try TrafficRecorder(path: "/nonexistent/traffic.jsonl", logger: silentLogger)
        }
        #expect(error?.description.contains("/nonexistent/traffic.jsonl") == true)
        #expect(error?.description.contains("SLUICE_RECORD_TRAFFIC") == true)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs a device that is always full"))
    func aFullDiskIsLoggedOnceAndFailsNoExchange() async throws {
        // Opened here: the recorder sets the mode of what it opens, and that of a device is not ours to change.
        let device = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let log = CapturedLog()
        let file = AppendOnlyFile(adopting: dup(device.fileDescriptor), path: "/dev/full")
        let recorder = TrafficRecorder(file: file, logger: log.logger)
        for _ in 0..<3 {
            let request = OutboundRequest(system: "rest", url: "http://127.0.0.1/")
            recorder.record(request, headers: [], sentAt: Date(), response: nil)
        }
        #expect(log.entries.map(\.level) == [.error])
    }
}

/// Like `withServer`, with a recorder on a fresh file whose path it hands over.
func withRecording(
    answering respond: @escaping LoopbackServer.Respond,
    _ body: (LoopbackServer, OutboundClient, String) async throws -> Void
) async throws {
    try await withTemporaryFile(nil) { file in
        let recorder = try TrafficRecorder(path: file, logger: silentLogger)
        try await withServer(answering: respond, recorder: recorder) { server, client in
            try await body(server, client, file)
        }
    }
}

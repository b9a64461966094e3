import Foundation
import SyncEngine
import SyncModel
import Tracing

/// Spans as `POST /v1/traces` of OpenTelemetry's protocol takes them, in its JSON.
struct OTLPBody: Encodable {
    struct Resource: Encodable {
        var attributes: [Attribute]
    }

    struct Scope: Encodable {
        var name: String
        var version: String
    }

    struct Attribute: Encodable {
        var key: String
        var value: Value
    }

    /// 64-bit numbers are texts there, as in all of Protobuf's JSON.
    enum Value: Encodable {
        case text(String)
        case integer(Int64)
        case number(Double)
        case boolean(Bool)

        private enum CodingKeys: String, CodingKey {
            case stringValue, intValue, doubleValue, boolValue
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            switch self {
            case .text(let text): try container.encode(text, forKey: .stringValue)
            case .integer(let number): try container.encode(String(number), forKey: .intValue)
            case .number(let number): try container.encode(number, forKey: .doubleValue)
            case .boolean(let isTrue): try container.encode(isTrue, forKey: .boolValue)
            }
        }
    }

    struct Link: Encodable {
        var traceId: String
        var spanId: String
    }

    struct Status: Encodable {
        /// 0 unset, 2 error.
        var code: Int
    }

    struct Span: Encodable {
        var traceId: String
        var spanId: String
        var parentSpanId: String?
        var name: String
        var kind: Int
        var startTimeUnixNano: String
        var endTimeUnixNano: String
        var attributes: [Attribute]
        var links: [Link]
        var status: Status
    }

    struct ScopeSpans: Encodable {
        var scope: Scope
        var spans: [Span]
    }

    struct ResourceSpans: Encodable {
        var resource: Resource
        var scopeSpans: [ScopeSpans]
    }

    var resourceSpans: [ResourceSpans]

    /// - Parameters:
    ///   - spans: what is sent.
    ///   - installation: tells this installation from others of the same collector.
    ///   - node: tells this process from others of the installation.
    init(_ spans: [FinishedSpan], installation: String, node: String) {
        let resource = Resource(attributes: [
            Attribute(key: "service.name", value: .text("sluice")),
            Attribute(key: "service.namespace", value: .text(installation)),
            Attribute(key: "service.instance.id", value: .text(node)),
            Attribute(key: "service.version", value: .text(Version.text)),
        ])
        let scope = Scope(name: "sluice", version: Version.text)
        resourceSpans = [
            ResourceSpans(resource: resource, scopeSpans: [ScopeSpans(scope: scope, spans: spans.map { Span($0) })])
        ]
    }

    /// - Throws: never in practice: a number that is none is left out.
    func bytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return [UInt8](try encoder.encode(self))
    }
}

extension OTLPBody.Span {
    init(_ span: FinishedSpan) {
        traceId = span.place.trace.text
        spanId = TraceID.hexadecimal(span.id)
        parentSpanId = span.place.parent.map(TraceID.hexadecimal)
        name = span.name
        kind =
            switch span.kind {
            case .internal: 1
            case .server: 2
            case .client: 3
            case .producer: 4
            case .consumer: 5
            }
        startTimeUnixNano = String(span.start)
        endTimeUnixNano = String(span.end)
        var attributes: [OTLPBody.Attribute] = []
        span.attributes.forEach { key, value in
            guard let value = OTLPBody.Value(value) else { return }
            attributes.append(OTLPBody.Attribute(key: key, value: value))
        }
        self.attributes = attributes.sorted { $0.key < $1.key }
        links = span.links.compactMap { place in
            place.parent.map { OTLPBody.Link(traceId: place.trace.text, spanId: TraceID.hexadecimal($0)) }
        }
        status = OTLPBody.Status(code: span.isError ? 2 : 0)
    }
}

extension OTLPBody.Value {
    /// `nil` for what we do not write: lists, and numbers that are none.
    init?(_ attribute: SpanAttribute) {
        switch attribute {
        case .string(let text): self = .text(text)
        case .int32(let number): self = .integer(Int64(number))
        case .int64(let number): self = .integer(number)
        case .double(let number) where number.isFinite: self = .number(number)
        case .bool(let isTrue): self = .boolean(isTrue)
        default: return nil
        }
    }
}

import FoundationEssentials
import SyncModel

/// Whether every request of a description can be made of a sample record.
struct RESTSampleCheck {
    let description: RESTDescription
    let object: RESTObject
    let kind: RecordKind
    let mapping: CompiledMapping

    var problems: [DocumentProblem] {
        guard case .content(let content)? = try? mapping.map(RESTSample.input(kind)) else { return [] }
        let client = RESTRehearsal.client(description)
        var scope = RESTScope()
        scope.style = description.style
        scope.externalIDField = object.externalIDField
        scope.externalID = content.externalID
        scope.id = "1"
        scope.parent = kind == .order ? "1" : nil
        scope.email = RESTSample.email
        scope.lookedFor = ("field", "value")
        scope.recordKey = "acme/\(kind.rawValue)/\(content.externalID)"
        scope.fields = content.fields
        scope.lines = content.lines
        scope.ownKeys = Dictionary(content.fields.filter { OwnField.isOwn($0.name) }.map { ($0.name, $0.name) }) {
            first,
            _ in
            first
        }
        scope.credentials = RESTRehearsal.credentials(description)
        var problems: [DocumentProblem] = []
        for (key, operation) in object.operations {
            do throws(RESTRenderFault) {
                _ = try client.request(operation, scope)
            } catch {
                problems.append(
                    DocumentProblem(
                        operation.mark,
                        "\"\(key)\" cannot be made of a sample \(kind.rawValue): \(error.message)",
                        fix: "a filter may be wrong here, or the mapping leaves something out"
                    )
                )
            }
        }
        return problems
    }
}

/// A client that only renders.
enum RESTRehearsal {
    static func client(_ description: RESTDescription) -> RESTClient {
        RESTClient(
            description: description,
            baseURL: description.baseURL ?? "https://crm.example.com",
            credentials: credentials(description),
            transport: Silence(),
            pacer: Silence(),
            tokens: RESTTokens(shelf: CredentialShelf(), destination: "", credentials: [:], clock: Silence()),
            clock: Silence(),
            account: RESTAccount(pinned: nil),
            fieldKeys: RESTFieldKeys(fields: [:])
        )
    }

    static func credentials(_ description: RESTDescription) -> [String: Secret] {
        Dictionary(description.credentials.map { ($0.name, Secret("secret")) }) { first, _ in first }
    }
}

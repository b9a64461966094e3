import Foundation
import SyncModel

/// The cases of one folder, run one after the other.
struct MappingCases {
    /// How one case ended.
    struct Outcome: Sendable {
        var file: String
        var name: String
        /// Mistakes of the case, or differences of its result; none where it passed.
        var problems: [DocumentProblem]
    }

    static let most = 10_000

    let mapping: CompiledMapping
    let folder: String
    /// The destination's stores, the first of which is meant where a case names none.
    let stores: [StoreFacts]

    /// Where the cases of a destination's mapping are kept: `x.mapping.tests` beside `x.mapping.yaml`.
    static func folder(of settings: DestinationSettings, _ configuration: SluiceConfiguration) -> String {
        if let file = settings.mappingFile { return (file as NSString).deletingPathExtension + ".tests" }
        let beside = URL(fileURLWithPath: configuration.file).deletingLastPathComponent().path
        return beside + "/\(settings.type).mapping.tests"
    }

    /// Runs all of them, in the order of their names.
    ///
    /// - Throws: `CommandFailure` where there is none: nothing was tested then.
    func run() throws -> [Outcome] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let files = names.filter { $0.hasSuffix(".case.yaml") || $0.hasSuffix(".case.yml") }.sorted()
        guard !files.isEmpty else {
            throw CommandFailure.failed(
                "There is no case in \(folder): a case is a file NAME.case.yaml there. docs/mapping.md says what stands in it; "
                    + "\"sluice init --crm\" writes one with a mapping or a description of your own."
            )
        }
        guard files.count <= Self.most else {
            throw CommandFailure.failed("There are more than \(Self.most) cases in \(folder).")
        }
        return files.map { run($0) }
    }

    private func run(_ name: String) -> Outcome {
        let path = folder + "/" + name
        let shown = MappingLoader.shortened(path)
        var outcome = Outcome(file: shown, name: name, problems: [])
        let start = DocumentMark(file: shown, line: 1, column: 1)
        do {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw DocumentProblems([DocumentProblem(start, "the file cannot be read as text")])
            }
            let testCase = try MappingCase(YAMLDocument.parse(text, file: shown), file: shown)
            outcome.name = testCase.name
            outcome.problems = try differences(testCase)
        } catch let problems as DocumentProblems {
            outcome.problems = problems.problems
        } catch {
            outcome.problems = [DocumentProblem(start, "\(error)")]
        }
        return outcome
    }

    private func differences(_ testCase: MappingCase) throws -> [DocumentProblem] {
        let facts = try store(testCase)
        let body = try self.body(testCase.payload, kind: testCase.kind, store: facts.name)
        var customer = body.customer
        if let node = testCase.customer {
            let person = try self.body(node, kind: .customer, store: facts.name)
            if case .customer(let known) = person.record { customer = known }
        }
        let object = mapping.object(body.record.kind)
        if let wanted = testCase.object, wanted.text != object {
            return [Self.misfit(wanted, object, body.record.kind)]
        }
        let input = MappingInput(store: facts, record: body.record, customer: customer, origin: testCase.origin)
        do throws(DeliveryFault) {
            return testCase.differences(
                from: try mapping.map(input),
                known: Set(mapping.fieldNames(body.record.kind)),
                knownOfLines: mapping.lines.map { Set($0.fieldNames) },
                object: object ?? ""
            ) { mapping.silentSources(of: $0, in: input) }
        } catch {
            return [DocumentProblem(testCase.mark, "the mapping cannot be applied: \(error.message)")]
        }
    }

    /// A case whose fields are those of another object is not compared field by field, which would tell nothing of that.
    private static func misfit(_ wanted: DocumentNode, _ object: String?, _ kind: RecordKind) -> DocumentProblem {
        let made = object.map { "the mapping makes an object \"\($0)\" of \(kind.rawValue)s" }
        return DocumentProblem(
            wanted.mark,
            "the case is for the object \"\(wanted.text ?? "")\", and "
                + (made ?? "the mapping has no section \"\(kind.rawValue)\""),
            fix: "write the fields of that object under expect and its name here, or remove the case; a destination's "
                + "\"objects\" say which object it is where it has no mapping file"
        )
    }

    private func store(_ testCase: MappingCase) throws -> StoreFacts {
        guard let node = testCase.store else {
            return stores.first ?? StoreFacts(name: StoreName("shop"), domain: "shop.myshopify.com")
        }
        if let facts = stores.first(where: { $0.name.rawValue == node.text }) { return facts }
        let names = stores.map(\.name.rawValue).joined(separator: ", ")
        throw DocumentProblems([
            DocumentProblem(node.mark, "no store \"\(node.text ?? "")\" sends here", fix: "known: \(names)")
        ])
    }

    /// What stands in the case itself, or in the file that it names.
    private func body(_ node: DocumentNode, kind: RecordKind?, store: StoreName) throws -> SampleBody {
        do {
            guard let file = node.text else {
                return try SampleBody(Array(node.json.utf8), kind: kind, store: store, name: "the body")
            }
            let path = file.hasPrefix("/") ? file : folder + "/" + file
            return try SampleBody(file: path, kind: kind, store: store)
        } catch let failure as CommandFailure {
            throw DocumentProblems([DocumentProblem(node.mark, failure.message)])
        }
    }
}

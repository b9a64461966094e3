import Logging
import Mustache

/// The pages' templates, read once.
struct PageLibrary: Sendable {
    private let library: MustacheLibrary

    /// - Throws: what Mustache says of a template with a mistake, which a test finds.
    init() throws {
        var templates: [String: MustacheTemplate] = [:]
        for (name, text) in PageTemplates.all { templates[name] = try MustacheTemplate(string: text) }
        library = MustacheLibrary(templates: templates)
    }

    /// - Parameters:
    ///   - name: of the template.
    ///   - view: whose properties it names.
    /// - Returns: HTML, in which every value is escaped.
    func render(_ name: String, _ view: Any) -> String { library.render(view, withTemplate: name) ?? "" }
}

/// All templates by name; each stands in a file of its own.
enum PageTemplates {
    static let all: [String: String] = [
        "layout": layout, "scope": scope, "login": login, "message": message, "overview": overview, "search": search,
        "left-out": leftOut, "record": record, "payload": payload, "comparison": comparison, "failures": failures,
        "backfills": backfills, "webhooks": webhooks, "audit": audit, "identity": identity,
        "setup": setup, "nodes": nodes, "log": log,
    ]
}

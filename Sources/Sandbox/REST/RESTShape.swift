/// What one CRM's API looks like: its addresses, its checks, and the form of its answers.
package protocol RESTShape: Sendable {
    /// As `sluice sandbox` and its paths name it.
    var name: String { get }
    /// The tables by name, people first.
    var tables: [String: RESTTable] { get set }

    /// Whether a path is one of this CRM's.
    func owns(_ segments: [String]) -> Bool
    /// The credential that a call shows; nil where there is none.
    func token(of call: RESTCall) -> String?
    mutating func answer(_ call: RESTCall) -> RESTCallAnswer
    /// An answer that tells of trouble, in the CRM's form.
    func trouble(_ status: Int, _ words: String) -> RESTCallAnswer
}

extension RESTShape {
    /// The answer to what no address fits.
    func unknown() -> RESTCallAnswer { trouble(404, "Not found") }
}

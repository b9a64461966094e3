/// One thing that must be well for the process to be ready.
package struct ReadinessCheck: Sendable {
    package var name: String
    /// What is wrong, in words for an operator and without secrets; `nil` when all is well.
    package var problem: @Sendable () async -> String?
    /// Whether the process is not to be sent anything while this is not well.
    package var isVital: Bool

    package init(_ name: String, isVital: Bool = true, problem: @escaping @Sendable () async -> String?) {
        self.name = name
        self.isVital = isVital
        self.problem = problem
    }
}

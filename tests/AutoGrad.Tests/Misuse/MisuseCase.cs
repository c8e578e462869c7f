namespace AutoGrad.Misuse;

/// <summary>A wrong call and how it must be refused; the text stands in misuse.txt under the title.</summary>
/// <param name="Op">What the message must begin with: the op that refuses, or the file that is malformed.</param>
/// <param name="Given">What is wrong with the call.</param>
/// <param name="Exception">The exact type of the exception.</param>
/// <param name="Call">The call.</param>
internal sealed record MisuseCase(string Op, string Given, Type Exception, Action Call)
{
    public string Title => $"{Op}: {Given}";

    /// <summary>Null arguments are the base class library's errors: they have no code and no way out but the obvious one.</summary>
    public bool IsPlain => Exception == typeof(ArgumentNullException);

    /// <summary>What the call throws, which must be of the expected type.</summary>
    public Exception Refusal() => Assert.Throws(Exception, Call);

    public static MisuseCase Refuses<TException>(string op, string given, Func<object?> call)
        where TException : Exception => new(op, given, typeof(TException), () => call());

    public static MisuseCase Refuses<TException>(string op, string given, Action call)
        where TException : Exception => new(op, given, typeof(TException), call);
}

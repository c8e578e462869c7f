namespace AutoGrad.Demo;

/// <summary>What the user gave cannot be used; the message says why, in one line.</summary>
internal sealed class RefusedException(string message) : Exception(message);

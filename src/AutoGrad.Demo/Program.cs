using AutoGrad;
using AutoGrad.Demo;

try
{
    return CommandLine.Run(args, DemoRun.Run, Console.Error);
}
catch (Exception error) when (error is RefusedException or DataFormatException or IOException or UnauthorizedAccessException or AutoGradException or OutOfMemoryException)
{
    // All of these lie in what the user gave: one line says what, and a stack trace would only hide it.
    return CommandLine.Refuse(error.Message, Console.Error);
}

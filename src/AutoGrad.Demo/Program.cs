using AutoGrad;
using AutoGrad.Demo;

try
{
    return CommandLine.Run(args, DemoRun.Run);
}
catch (Exception error) when (error is DataFormatException or IOException or UnauthorizedAccessException or AutoGradException or OutOfMemoryException)
{
    // Everything here lies in what the user gave: one line says what, and a stack trace would only hide it.
    return CommandLine.Refuse(error.Message);
}

using AutoGrad.GradBench;

// Without arguments: a tool of GradBench, which reads messages from standard input and answers on standard output until the input ends.
switch (args)
{
    case []:
        using (var input = Console.OpenStandardInput())
        using (var output = Console.OpenStandardOutput())
        {
            new Session(input, output).Run();
        }

        return 0;
    case ["self"]:
        return SelfCommand.Run();
    case ["neutral", .. var only]:
        return NeutralCommand.Run(only);
    default:
        Console.Error.WriteLine("error: give no argument (speak GradBench's protocol), 'self' (time every module), or 'neutral' (compare with plain C++; names of evals after it choose some)");
        return 2;
}

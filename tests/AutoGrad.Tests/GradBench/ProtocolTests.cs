using System.Text.Json;

namespace AutoGrad;

public sealed class GradBenchProtocolTests : IDisposable
{
    private readonly ToolProcess tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public void Every_kind_of_message_is_answered_in_order_with_its_id()
    {
        var start = tool.Send(new { id = 0, kind = "start", eval = "hello", config = new { a = 1 } });
        Assert.Equal(0, start["id"]!.GetValue<int>());
        Assert.NotEmpty(start["tool"]!.GetValue<string>());
        Assert.Equal("""{"id":1,"success":true}""", tool.Send(new { id = 1, kind = "define", module = "hello" }).ToJsonString());
        var answer = tool.Send(new { id = 2, kind = "evaluate", module = "hello", function = "square", input = 3.0, description = "3" });
        Assert.Equal(9, answer["output"]!.GetValue<double>());
        Assert.Contains(answer["timings"]!.AsArray(), static timing => timing!["name"]!.GetValue<string>() == "evaluate" && timing["nanoseconds"]!.GetValue<long>() > 0);
        Assert.Equal("""{"id":3}""", tool.Send(new { id = 3, kind = "analysis", of = 2, valid = true }).ToJsonString());
        Assert.Equal("""{"id":4}""", tool.Send(new { id = 4, kind = "something new" }).ToJsonString());
        Assert.Equal((0, ""), tool.End());
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("llsq")]
    [InlineData("lse")]
    [InlineData("gmm")]
    [InlineData("ode")]
    [InlineData("lstm")]
    [InlineData("ba")]
    [InlineData("ht")]
    [InlineData("kmeans")]
    [InlineData("det")]
    [InlineData("particle")]
    [InlineData("saddle")]
    public void Every_module_is_defined(string module) =>
        Assert.Equal("""{"id":7,"success":true}""", tool.Send(new { id = 7, kind = "define", module }).ToJsonString());

    [Fact]
    public void What_is_wrong_is_said_and_the_next_message_is_answered()
    {
        (string Line, string Expected)[] faults =
        [
            ("hello", "not JSON"),
            ("[1]", "JSON object"),
            ("""{"id":1,"kind":"evaluate","module":"hello" """, "not JSON"),
            ("""{"id":1} {"id":2}""", "not JSON"),
            ("""{"kind":"start"}""", "\"id\""),
            ("""{"id":1}""", "\"kind\""),
            ("""{"id":1,"kind":5}""", "wrong type"),
            ("""{"id":1,"kind":"define","module":"gauss"}""", "no module 'gauss'; there are hello, llsq"),
            ("""{"id":1,"kind":"define"}""", "no module ''"),
            ("""{"id":1,"kind":"evaluate","module":"hello","input":1}""", "\"function\""),
            ("""{"id":1,"kind":"evaluate","module":"hello","function":"cube","input":1}""", "no function 'cube'; it has square, double"),
            ("""{"id":1,"kind":"evaluate","module":"hello","function":"square"}""", "\"input\""),
            ("""{"id":1,"kind":"evaluate","module":"hello","function":"square","input":[1]}""", "not what the function reads"),
            ("""{"id":1,"kind":"evaluate","module":"lse","function":"primal","input":{}}""", "'x'"),
            ("""{"id":1,"kind":"evaluate","module":"lse","function":"primal","input":null}""", "null"),
            ("""{"id":1,"kind":"evaluate","module":"lse","function":"primal","input":{"x":[]}}""", "at least 1"),
            ("""{"id":1,"kind":"evaluate","module":"lse","function":"primal","input":{"x":null}}""", "not what the function reads"),
            ("""{"id":1,"kind":"evaluate","module":"det","function":"primal","input":{"A":[1,2,3],"ell":2}}""", "a has 3 numbers where 4 are needed"),
            ("""{"id":1,"kind":"evaluate","module":"kmeans","function":"cost","input":{"points":[[1,2],[3]],"centroids":[[1,2]]}}""", "row 1 of points has 1 numbers where 2 are needed"),
            ("""{"id":1,"kind":"evaluate","module":"gmm","function":"objective","input":{"d":1,"k":1,"n":2,"m":0,"gamma":1,"x":[[1]],"alpha":[1],"mu":[[1]],"q":[[1]],"l":[[]]}}""", "x has 1 rows where 2 are needed"),
            ("""{"id":1,"kind":"evaluate","module":"hello","function":"square","input":1e200}""", "not finite"),
        ];
        foreach (var (line, expected) in faults)
        {
            var answer = tool.Send(line);
            Assert.False(answer["success"]!.GetValue<bool>());
            Assert.Contains(expected, answer["error"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.Equal(line.StartsWith("""{"id":1""", StringComparison.Ordinal) ? 1 : null, answer["id"]?.GetValue<int>());
        }

        Assert.Equal(4, tool.Number("hello", "square", 2));
    }

    [Fact]
    public void A_function_is_evaluated_as_often_and_as_long_as_the_input_says()
    {
        Assert.Equal(7, Times(new { x = new[] { 1.0, 2.0 }, min_runs = 7, min_seconds = 0 }).Length);
        var long_ = Times(new { x = new[] { 1.0, 2.0 }, min_runs = 1, min_seconds = 0.05 });
        Assert.True(long_.Length > 7 && long_.Sum() >= 50_000_000);

        long[] Times(object input) => [.. tool.Ask("lse", "gradient", input)["timings"]!.AsArray()
            .Where(static timing => timing!["name"]!.GetValue<string>() == "evaluate").Select(static timing => timing!["nanoseconds"]!.GetValue<long>())];
    }

    [Fact]
    public void Fields_may_come_in_any_order_and_lines_may_be_longer_than_any_buffer()
    {
        var x = new Random(1).Uniform(200_000);
        var line = JsonSerializer.Serialize(new { input = new { min_seconds = 0.0, x, min_runs = 1, more = "ignored" }, function = "gradient", module = "lse", kind = "evaluate", id = 5 });
        Assert.True(line.Length > 3_000_000);
        var gradient = ToolProcess.Numbers(tool.Send(line)["output"]!);
        Assert.Equal(x.Length, gradient.Length);
        Numeric.Near(1, gradient.Sum());
        Assert.Equal(4, tool.Number("hello", "square", 2));
    }

    [Fact]
    public void Empty_input_ends_at_once() => Assert.Equal((0, ""), tool.End());
}

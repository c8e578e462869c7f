using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace AutoGrad.House;

/// <summary>The public surface is what PublicApi.txt says, so that no change of it goes unnoticed.</summary>
/// <remarks>To accept a change: <c>AUTOGRAD_UPDATE_PUBLIC_API=1 dotnet test -c Release --filter PublicApiTests</c>, then read the difference before committing it.</remarks>
public class PublicApiTests
{
    private const string Update = "AUTOGRAD_UPDATE_PUBLIC_API";

    [Fact]
    public void The_public_surface_equals_PublicApi_txt()
    {
        var file = Path.Combine(SourceModel.Root, "tests", "AutoGrad.Tests", "House", "PublicApi.txt");
        var actual = Surface();
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(file, string.Join('\n', actual) + "\n");
        }

        var expected = File.Exists(file) ? File.ReadAllLines(file) : [];
        var added = actual.Except(expected).Select(static line => "+ " + line);
        var removed = expected.Except(actual).Select(static line => "- " + line);
        var differences = added.Concat(removed).ToArray();
        Assert.True(differences.Length == 0, $"The public surface differs from PublicApi.txt in {differences.Length} lines. If that is meant, run the test once with {Update}=1.{Environment.NewLine}{string.Join(Environment.NewLine, differences.Take(60))}");
        Assert.Equal(expected, actual);
    }

    private static string[] Surface() =>
    [
        .. typeof(Ops).Assembly.GetExportedTypes().Where(static type => !IsHidden(type)).OrderBy(static type => type.FullName, StringComparer.Ordinal)
            .SelectMany(static type => Members(type).Prepend(Declaration(type))),
    ];

    private static IEnumerable<string> Members(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(static member => member is not Type && !IsHidden(member) && IsVisible(member))
        .Select(member => $"    {Text(member)}")
        .Distinct()
        .Order(StringComparer.Ordinal);

    /// <summary>What the compiler makes: the parts of extension blocks, accessors (their property is listed), a record's printing.</summary>
    private static bool IsHidden(MemberInfo member) =>
        member.Name.Contains('<', StringComparison.Ordinal) ||
        member.IsDefined(typeof(CompilerGeneratedAttribute)) ||
        member is MethodInfo { IsSpecialName: true } method && (method.Name.StartsWith("get_", StringComparison.Ordinal) || method.Name.StartsWith("set_", StringComparison.Ordinal) || method.Name.StartsWith("add_", StringComparison.Ordinal) || method.Name.StartsWith("remove_", StringComparison.Ordinal));

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo change => change.AddMethod is { } add && IsVisible(add),
        _ => false,
    };

    private static string Declaration(Type type)
    {
        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : typeof(Delegate).IsAssignableFrom(type) ? "delegate" : type.IsValueType ? (type.IsByRefLike ? "ref struct" : "struct") : type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        var bases = new[] { type.BaseType }.Where(static parent => parent is not null && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) && parent != typeof(MulticastDelegate))
            .Concat(type.IsEnum ? [] : type.GetInterfaces().OrderBy(static parent => parent.ToString(), StringComparer.Ordinal)).Select(static parent => Name(parent!)).ToArray();
        return $"{kind} {Name(type)}{(bases.Length > 0 ? " : " + string.Join(", ", bases) : "")}";
    }

    private static string Text(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"{Access(constructor)}new({Parameters(constructor)})",
        MethodInfo method => $"{Access(method)}{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
        PropertyInfo property => $"{Access(property.GetAccessors(true).First(IsVisible))}{Name(property.PropertyType)} {property.Name}{(property.GetIndexParameters() is { Length: > 0 } index ? $"[{string.Join(", ", index.Select(Parameter))}]" : "")} {{{(property.GetMethod is { } get && IsVisible(get) ? " get;" : "")}{(property.SetMethod is { } set && IsVisible(set) ? set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;" : "")} }}",
        FieldInfo { IsLiteral: true } constant => $"const {Name(constant.FieldType)} {constant.Name} = {constant.GetRawConstantValue()}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType)} {field.Name}",
        EventInfo change => $"event {Name(change.EventHandlerType!)} {change.Name}",
        _ => member.ToString()!,
    };

    private static string Access(MethodBase method) =>
        $"{(method.IsPublic ? "" : "protected ")}{(method.IsStatic ? "static " : "")}{(method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract " : method.IsVirtual && !method.IsFinal && !method.DeclaringType!.IsInterface ? ((method as MethodInfo)?.GetBaseDefinition() == method ? "virtual " : "override ") : "")}";

    private static string Generics(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(static argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var text = new StringBuilder();
        text.Append(parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? parameter.IsIn ? "in " : "ref " : "");
        text.Append(parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "");
        text.Append(Name(parameter.ParameterType)).Append(' ').Append(parameter.Name);
        return parameter.HasDefaultValue ? text.Append(" = ").Append(parameter.DefaultValue ?? "default").ToString() : text.ToString();
    }

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        var name = type.Name.Split('`')[0];
        var own = type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : "";
        return (type.IsNested ? Name(type.DeclaringType!).Split('<')[0] + "." : "") + name + own;
    }
}

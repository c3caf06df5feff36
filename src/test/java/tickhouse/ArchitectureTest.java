package tickhouse;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "tickhouse", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyWiringSocketAndHealthKnowCamel = noClasses()
            .that()
            .resideOutsideOfPackages("tickhouse", "tickhouse.websocket", "tickhouse.health")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule meaningDoesNotKnowTheSocketOrTheDatabase = noClasses()
            .that()
            .resideInAnyPackage("tickhouse.kalshi..", "tickhouse.batch")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tickhouse.websocket..", "tickhouse.clickhouse..", "tickhouse.health..");

    @ArchTest
    static final ArchRule batchesDoNotKnowWhatIsInThem = noClasses()
            .that()
            .resideInAPackage("tickhouse.batch")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("tickhouse.kalshi..");

    @ArchTest
    static final ArchRule nobodyButTheWiringKnowsTheEmbeddedEngine = noClasses()
            .that()
            .resideOutsideOfPackages("tickhouse", "tickhouse.check", "tickhouse.clickhouse.embedded")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("tickhouse.clickhouse.embedded");

    @ArchTest
    static final ArchRule classesAreFinal = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .and()
            .doNotHaveSimpleName("package-info")
            .and(areNotExtendedExceptions())
            .should()
            .haveModifier(JavaModifier.FINAL);

    private static DescribedPredicate<JavaClass> areNotExtendedExceptions() {
        return DescribedPredicate.describe(
                "are not exceptions that others extend",
                candidate -> !(candidate.isAssignableTo(Exception.class)
                        && !candidate.getSubclasses().isEmpty()));
    }
}
